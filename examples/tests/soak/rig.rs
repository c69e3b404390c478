use core::time::Duration;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use std::{env, thread};

use cellwire_at::sockets::{Config, Receive};
use cellwire_examples::at::modem::{BasicConfig, ModelName, Options, Order, Simulation};
use cellwire_examples::at::terminal::Port;
use cellwire_examples::driver::{Driver, Ended, Time};
use cellwire_examples::notice::{Level, Notice, Observer};

use crate::conversation::Conversation;
use crate::cut::Cut;
use crate::forms::{Form, Session};
use crate::link::Link;
use crate::noise::Noise;
use crate::peer::{Closer, Peer};
use crate::random::Random;
use crate::stream::{Check, Stream};

/// A mode to be tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    pub(crate) model: ModelName,
    pub(crate) receive: Receive,
    pub(crate) form: Form,
    /// What cannot be sent in it.
    pub(crate) without: &'static [&'static [u8]],
    /// What cannot be received in it.
    pub(crate) unreceived: &'static [&'static [u8]],
    /// How many milliseconds there are between two things that happen, on average.
    pub(crate) pause: usize,
    /// How many bytes go each way, of the usual number.
    pub(crate) share: f64,
}

/// How many bytes go each way if nobody says so.
const USUAL: usize = 40_000;
const MEGABYTE: usize = 1_000_000;

fn bytes_each_way() -> usize {
    match env::var("CELLWIRE_SOAK_MB") {
        Ok(megabytes) => megabytes.parse::<usize>().unwrap() * MEGABYTE,
        Err(_) => USUAL,
    }
}

/// Hears where the modem is, and whether something went wrong with it.
#[derive(Debug, Default)]
struct Ear {
    path: Mutex<String>,
    alerts: Mutex<Vec<String>>,
}

impl Observer for Ear {
    fn notice(&self, notice: &Notice) {
        if notice.event == "listening" {
            self.path.lock().unwrap().clone_from(&notice.text);
        }
        // There are more messages than the modem has room for, and lines if it is kept from telling them.
        let is_meant =
            notice.event.starts_with("sms") || notice.text.ends_with("unsolicited lines");
        if notice.level == Level::Alert && !is_meant {
            self.alerts.lock().unwrap().push(format!("{}: {}", notice.event, notice.text));
        }
    }
}

impl Mode {
    pub(crate) const fn is_transparent(&self) -> bool {
        matches!(self.receive, Receive::Transparent)
    }

    fn config(&self) -> Config {
        let mut config = match self.model {
            ModelName::L610 => Config::l610(self.receive),
            _ => Config::a76xx(self.receive),
        };
        // On a busy machine any thread may pause for longer than a modem does. An L610 says more 300 ms behind
        // the words that end data mode, which would be data then: it has to be certain sooner.
        config.host.ending = match self.model {
            ModelName::L610 => Duration::from_millis(50),
            _ => Duration::from_secs(1),
        };
        config.host.partial = Duration::from_secs(10);
        // What was sent may still be on its way to the modem, which counts a second from when it came.
        config.host.guard = Duration::from_millis(1500);
        config
    }

    /// Another one for each mode.
    fn seed(&self) -> u64 {
        let seed = env::var("CELLWIRE_SOAK_SEED").map_or(0, |seed| seed.parse().unwrap());
        self.name.bytes().fold(seed, |seed, byte| Random::new(seed ^ u64::from(byte)).next())
    }

    /// Connections that the other ends close, and then some that the host closes. Where each piece takes a
    /// second, these have to do.
    fn rounds(&self, bytes: usize) -> (Vec<Peer>, Vec<(Closer, Vec<Link>)>) {
        let count = if self.is_transparent() { 1 } else { 2 };
        let closers = match self.form {
            Form::Silence => &[Closer::Host][..],
            _ => &[Closer::Peer, Closer::Host],
        };
        let len = bytes / (closers.len() * count);
        let mut seeds = Random::new(self.seed());
        let mut peers = Vec::new();
        let mut rounds = Vec::new();
        for &closer in closers {
            let mut links = Vec::new();
            for _ in 0..count {
                let up = Stream::new(seeds.next(), len, self.without);
                let down = Stream::new(seeds.next(), len, self.unreceived);
                let (seed, check) = (seeds.next(), Check::new(up.clone()));
                let peer = Peer::start(seed, down.clone(), check, closer);
                let accumulates = self.form == Form::Hex;
                links.push(Link::new(peer.address, up, Check::new(down), accumulates));
                peers.push(peer);
            }
            rounds.push((closer, links));
        }
        (peers, rounds)
    }

    /// Passes data both ways at once, and panics if any is lost or added.
    pub(crate) fn soak(&self) {
        let bytes = (bytes_each_way() as f64 * self.share) as usize;
        let is_l610 = self.model == ModelName::L610;
        let ear = Arc::new(Ear::default());
        let network_time = Duration::from_millis(20);
        let config = BasicConfig { network_time, ..BasicConfig::default() };
        let options = Options { model: self.model, config, ..Options::default() };
        let simulation = Simulation::new(&options, Arc::<Ear>::clone(&ear)).unwrap();
        let remote = simulation.remote();
        let modem = thread::spawn(move || simulation.run());
        let path = ear.path.lock().unwrap().clone();
        let port = Cut::new(Port::open(&path, 115_200).unwrap(), self.seed());

        let (peers, rounds) = self.rounds(bytes);
        let mut setup = "ATE0;+CREG=2;+CGREG=2;+CNMI=2,1;+CLIP=1;+CUSD=1;+CMER=3,0,0,1".to_owned();
        setup += match self.form {
            Form::Silence => ";+GTSET=\"SENDTIME\",1",
            // Digits wait until there is as much, or for 20 ms.
            Form::Hex => ";+MIPSETS=1,700,20;+MIPSETS=2,700,20",
            Form::Sockets | Form::CtrlZ => "",
        };
        let kind = (is_l610, self.is_transparent());
        let app = Conversation::new(&setup, self.form, kind, self.seed(), rounds.into());
        let session = Session::new(self.config()).unwrap();
        let noise = Noise::start(remote.clone(), self.seed(), self);
        let start = Instant::now();
        let mut driver = Driver::new(session, app, Time::start());
        let ended = driver.run(&port);
        let time = start.elapsed();
        noise.stop();
        remote.order(Order::Quit).unwrap();
        let stats = modem.join().unwrap().unwrap();

        let name = self.name;
        match ended {
            Ended::Exit(Ok(())) => peers.into_iter().for_each(|peer| peer.join().unwrap()),
            ended => {
                let peers = peers.into_iter().filter_map(|peer| peer.join_if_ended().err());
                let told = peers.collect::<Vec<_>>().join("\n");
                let alerts = ear.alerts.lock().unwrap().join("\n");
                let why = match ended {
                    Ended::Exit(Err(why)) => why,
                    ended => format!("{ended:?}"),
                };
                panic!("{name}: {why}\n{told}\n{alerts}\n{stats:?}");
            }
        }
        assert_eq!(*ear.alerts.lock().unwrap(), [""; 0], "{name}");
        let told = driver.app.told;
        assert!(told > 0 || self.is_transparent(), "{name}: nothing came in between");
        let seconds = time.as_secs_f64();
        println!(
            "{name}: {:.3} MB each way in {seconds:.1} s, {told} lines in between",
            bytes as f64 / MEGABYTE as f64
        );
    }
}
