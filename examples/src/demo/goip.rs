//! GoIP: an SMS server, and a gateway with three lines.

use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::UdpSocket;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use cellwire_goip::session::GatewayStats;
use serde_json::{Value, json};

use super::{Audience, Stage};
use crate::goip::gateway::{self, Fault, Remote, Simulation};
use crate::goip::{Credentials, explain, server};
use crate::notice::Notice;

const LINES: [&str; 3] = ["goip1", "goip2", "goip3"];

/// Texts that somebody cuts wrong: bytes are not characters, and what ends a field ends no text.
const INCOMING: &str = "Zażółć gęślą jaźń; msg:Привет, 你好 😀";
const OUTGOING: &str = "Grüße aus Köln: 5 €; +1 你好 😀";

/// Shows it all.
///
/// # Errors
///
/// There are no sockets to be had.
pub fn show(stage: &Arc<Stage>) -> Result<(), String> {
    stage.title("GoIP: an SMS server, and a gateway with three lines");
    let scene = Scene::start(stage)?;
    scene.register();
    scene.sms()?;
    scene.ussd()?;
    scene.call()?;
    scene.failure()?;
    scene.strangers();
    scene.reboot()?;
    scene.end()
}

struct Scene<'a> {
    stage: &'a Arc<Stage>,
    server: server::Running,
    says: Arc<Audience>,
    remote: Remote,
    device: Arc<Audience>,
    thread: JoinHandle<Result<GatewayStats, String>>,
    started: Instant,
}

/// Faster than a device does it, so that the reboot has not to be waited for.
const KEEPALIVE: Duration = Duration::from_millis(400);

impl<'a> Scene<'a> {
    fn start(stage: &'a Arc<Stage>) -> Result<Self, String> {
        let line = |id: &str| Credentials { id: id.into(), password: "swordfish".into() };
        let lines: Vec<_> = LINES.into_iter().map(line).collect();
        let says = Arc::new(Audience::new(stage, None));
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let options = server::Options::new(listen, lines.clone());
        let server = server::Running::start(&options, says.clone())?;
        stage.line(&format!("server on udp {}; passwords are shown as ***", server.address()));
        let mut options = gateway::Options::new(server.address().to_string(), lines);
        options.keepalive = KEEPALIVE;
        options.sms_time = Duration::from_millis(100);
        options.reboot_time = Duration::from_millis(300);
        options.wire = true;
        // The gateway knows which socket is that of which line.
        let device = Arc::new(Audience::new(stage, Some(explain::wire())));
        let simulation = Simulation::new(&options, device.clone())?;
        let remote = simulation.remote();
        let thread = thread::spawn(|| simulation.run());
        let started = Instant::now();
        Ok(Self { stage, server, says, remote, device, thread, started })
    }

    /// Types a line at the server.
    fn type_line(&self, line: &str) -> Result<(), String> {
        self.server.order(server::Order::parse(line)?)
    }

    /// Something happens at the gateway.
    fn happens(&self, line: &str) -> Result<(), String> {
        gateway::Order::parse(line)?.map_or(Ok(()), |order| self.remote.order(order))
    }

    /// Waits for something that the server says.
    fn server_says(&self, what: &str, is: impl Fn(&Notice) -> bool) -> Option<Notice> {
        self.stage.wait(what, || self.says.find(&is))
    }

    /// Waits for something that the gateway says.
    fn gateway_says(&self, what: &str, is: impl Fn(&Notice) -> bool) -> Option<Notice> {
        self.stage.wait(what, || self.device.find(&is))
    }

    /// Waits for an event of a line with this field.
    fn event(&self, line: &str, verb: &str, key: &str, value: &str) {
        self.server_says(&format!("{line}: {verb} {value}"), |notice| {
            notice.id == line && has(notice, "verb", verb) && has(notice, key, value)
        });
    }

    /// Types a command, and checks a field of its answer.
    fn ask(&self, line: &str, key: &str, expected: &Value) -> Result<(), String> {
        let is = |notice: &Notice| notice.event == "answer" && has(notice, "answers", line);
        let before = self.says.count(is);
        self.type_line(line)?;
        let answer = self.stage.wait(line, || self.says.nth(before, is));
        if let Some(answer) = answer {
            self.stage.check(&answer.text, answer.fields.get(key) == Some(expected));
        }
        Ok(())
    }

    fn register(&self) {
        for id in LINES {
            self.server_says(&format!("{id} is up"), |notice| {
                notice.event == "up" && notice.id == id && has(notice, "gsm_status", "LOGIN")
            });
            self.gateway_says(&format!("{id} is registered"), |notice| {
                notice.event == "registered" && notice.id == id
            });
        }
    }

    fn sms(&self) -> Result<(), String> {
        self.stage.title("SMS, in and out");
        self.happens(&format!("sms goip1 +48123456789 {INCOMING}"))?;
        self.server_says("the server has the text as it was", |notice| {
            notice.event == "sms" && notice.id == "goip1" && has(notice, "msg", INCOMING)
        });
        self.type_line(&format!("send goip2 +4915112345601,+4915112345602 {OUTGOING}"))?;
        for number in ["+4915112345601", "+4915112345602"] {
            self.gateway_says(&format!("the network has the text for {number}"), |notice| {
                notice.event == "submit"
                    && has(notice, "number", number)
                    && has(notice, "text", OUTGOING)
            });
            let sent = self.server_says("which the server knows", |notice| {
                notice.event == "sent" && has(notice, "number", number)
            });
            let report = self.server_says("and later that it was delivered", |notice| {
                notice.event == "delivery" && has(notice, "num", number)
            });
            if let (Some(sent), Some(report)) = (sent, report) {
                let sms = |notice: &Notice| notice.fields.get("sms").cloned();
                self.stage.check("the report is of that message", sms(&sent) == sms(&report));
            }
        }
        Ok(())
    }

    fn ussd(&self) -> Result<(), String> {
        self.stage.title("A USSD dialogue");
        self.ask("ussd goip1 *150#", "msg", &json!("1 Balance\n2 Recharge\n0 Exit"))?;
        self.ask("ussd goip1 2", "ok", &json!(true))?;
        self.ask("ussd goip1 1", "msg", &json!("Your balance is 12.34 EUR."))?;
        self.happens("ussn goip1 Only today; all calls: free")?;
        self.server_says("the network says something by itself", |notice| {
            has(notice, "msg", "Only today; all calls: free")
        });
        Ok(())
    }

    fn call(&self) -> Result<(), String> {
        self.stage.title("A call, and commands");
        self.happens("call goip3 +48123456789")?;
        self.event("goip3", "STATE", "gsm_remain_state", "INCOMING:+48123456789");
        self.event("goip3", "RECORD", "dir", "1");
        self.happens("answer goip3")?;
        self.event("goip3", "STATE", "gsm_remain_state", "CONNECTED:+48123456789");
        self.ask("svr_drop_call goip3", "ok", &json!(true))?;
        self.event("goip3", "HANGUP", "num", "+48123456789");
        self.event("goip3", "STATE", "gsm_remain_state", "IDLE");
        self.ask("get_gsm_state goip3", "value", &json!("IDLE"))?;
        self.ask("set_exp_time goip3 60", "ok", &json!(true))?;
        self.ask("get_exp_time goip3", "value", &json!(60))?;
        self.ask("CF goip3 0 3 +4915112345603", "ok", &json!(true))?;
        self.ask("CF goip3 0 2", "num", &json!("+4915112345603"))
    }

    fn failure(&self) -> Result<(), String> {
        self.stage.title("What cannot be sent is told");
        self.remote.order(gateway::Order::Fault(Fault::ErrorStatus(38)))?;
        self.type_line("send goip2 +4915112345604 hello")?;
        self.server_says("the server knows that it has failed, and why", |notice| {
            notice.event == "failed" && has(notice, "number", "+4915112345604")
        });
        self.remote.order(gateway::Order::Fault(Fault::None))
    }

    /// Somebody else finds the port.
    fn strangers(&self) {
        self.stage.title("Strangers");
        let sent = self.send_as_stranger();
        self.stage.check("a stranger sends what it likes", sent.is_ok());
        self.server_says("a wrong password is refused", |notice| {
            notice.event == "refused" && has(notice, "reason", "wrong password")
        });
        let forged = self.says.count(|notice| has(notice, "msg", "forged"));
        self.stage.equal("SMS with a wrong password that were believed", forged, 0);
    }

    fn send_as_stranger(&self) -> io::Result<()> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        for datagram in [
            "RECEIVE:7;id:goip1;password:guessed;srcnum:1;msg:forged",
            "req:99;id:goip1;pass:guessed;",
            "CRON",
        ] {
            socket.send_to(datagram.as_bytes(), self.server.address())?;
        }
        Ok(())
    }

    fn reboot(&self) -> Result<(), String> {
        self.stage.title("A reboot");
        // A count that is little lower could be that of a keepalive that was overtaken.
        self.stage.wait("goip1 has sent some keepalives", || {
            (self.started.elapsed() > 6 * KEEPALIVE).then_some(())
        });
        self.ask("svr_reboot_dev goip1", "ok", &json!(true))?;
        for id in LINES {
            self.gateway_says(&format!("{id} reboots"), |notice| {
                notice.event == "rebooting" && notice.id == id
            });
        }
        self.server_says("and the server notices", |notice| {
            notice.event == "rebooted" && notice.id == "goip1"
        });
        self.happens("sms goip1 +48123456789 after the reboot")?;
        self.server_says("numbers of events that come again are no copies", |notice| {
            has(notice, "msg", "after the reboot")
        });
        Ok(())
    }

    /// What was counted on both sides agrees.
    fn end(self) -> Result<(), String> {
        let Self { stage, server, remote, device, thread, says, .. } = self;
        stage.title("All ends, and what was counted agrees");
        stage.wait("each event is acknowledged", || {
            let acknowledged = |notice: &Notice| notice.event == "acknowledged";
            let told = |notice: &Notice| matches!(notice.event, "sms" | "delivery" | "event");
            (device.count(acknowledged) == says.count(told)).then_some(())
        });
        remote.order(gateway::Order::Quit)?;
        let gateway = thread.join().map_err(|_| "the gateway has panicked")??;
        let server = server.stop()?;
        stage.equal("events sent and told", server.events, gateway.events);
        stage.equal("events that got lost", gateway.lost_events, 0);
        stage.equal("SMS sent, and submitted to the network", server.sent, gateway.submitted);
        stage.equal(
            "SMS that were not sent, and of whom nobody knows",
            (server.failed, server.unknown),
            (1, 0),
        );
        stage.equal("commands without an answer", server.unanswered, 0);
        stage.equal("keepalives acknowledged", gateway.acknowledged, server.keepalives);
        Ok(())
    }
}

fn has(notice: &Notice, key: &str, value: &str) -> bool {
    notice.fields.get(key).and_then(Value::as_str) == Some(value)
}
