use cellwire_at::modem::{Handler, Modem};
use cellwire_codec::Instant;

use super::basic::{BasicConfig, BasicModem, next_timeout, settle};
use super::faults::Faults;
use super::network::NetworkConfig;
use crate::notice::Notice;

/// What a modem is, and what is around it.
#[derive(Clone, Debug, Default)]
pub struct ModelConfig {
    /// What belongs to every modem.
    pub basic: BasicConfig,
    /// The sockets.
    pub network: NetworkConfig,
    /// What goes wrong.
    pub faults: Faults,
}

/// A modem that can be simulated: what it answers, as a [`Handler`], and what it does by itself.
pub trait Model: Handler + AsRef<BasicModem> + AsMut<BasicModem> + Sized + Send + 'static {
    /// One that is switched on.
    fn switch_on(config: &ModelConfig) -> Self;

    /// The same one, switched off and on: what it has stored is left.
    fn switch_off_and_on(&self, config: &ModelConfig) -> Self {
        Self::switch_on(config)
    }

    /// It has started by itself, after a [reboot](super::Order::Reboot).
    fn restarted(modem: &mut Modem<Self>, now: Instant) {
        let _ = (modem, now);
    }

    /// Does what is due, and hands what happened to `tell`. It is called after each input, and when
    /// [`next_timeout`](Self::next_timeout) says so.
    fn settle(modem: &mut Modem<Self>, now: Instant, tell: &mut dyn FnMut(Notice)) {
        settle(modem, now, tell);
    }

    /// When to call [`settle`](Self::settle) at the latest.
    fn next_timeout(modem: &Modem<Self>, now: Instant) -> Option<Instant> {
        let _ = now;
        next_timeout(modem)
    }

    /// Takes what the host has sent in data mode. Without this, the other end sends it back.
    fn data(modem: &mut Modem<Self>, now: Instant, bytes: &[u8]) {
        // What does not fit is lost, as on a bad line.
        let _ = modem.send_data(now, bytes);
    }

    /// Whether the host may send more. While it may not, it has to wait.
    fn has_room(&self) -> bool {
        true
    }

    /// The network is lost, and all sockets with it.
    ///
    /// # Errors
    ///
    /// There are none.
    fn drop_network(modem: &mut Modem<Self>, now: Instant) -> Result<(), String> {
        let _ = (modem, now);
        Err("this model has no sockets".into())
    }

    /// From now on, this goes wrong.
    fn set_faults(&mut self, faults: &Faults) {
        let _ = faults;
    }
}

/// The modem of `--model generic`, without sockets.
impl Model for BasicModem {
    fn switch_on(config: &ModelConfig) -> Self {
        Self::new(config.basic.clone())
    }
}
