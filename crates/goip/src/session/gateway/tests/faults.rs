use super::*;
use crate::message::CmsError;

#[test]
fn slow_answers() {
    let mut bench = Bench::new(GatewayConfig { delivery_reports: false, ..config(1) });
    bench.gateway.set_faults(Faults { slow: secs(7), ..Faults::default() });
    bench.play(
        "> SMS 1 1 password1 10086 a
         ! submit 1 as 0 to 10086: a
         + 6
         + 1
         < WAIT 1 1\\n
         + 3
         < OK 1 1\\n
         > get_imei 2 password1
         ! command get_imei",
    );
    bench.gateway.set_faults(Faults::default());
    bench.play(
        "> get_imei 3 password1
         < get_imei 3 867495023958030
         ! command get_imei
         + 7
         < get_imei 2 867495023958030",
    );
}

#[test]
fn refused_sessions() {
    let mut bench = Bench::new(config(1));
    bench.gateway.set_faults(Faults { gsm_logout: true, ..Faults::default() });
    bench.play(
        "> MSG 1 1 a\\n
         < ERROR 1 GSM_LOGOUT\\n
         > SMS 1 1 password1 10086 a
         < ERROR 1 GSM_LOGOUT\\n",
    );
    bench.gateway.set_faults(Faults { too_many_sends: true, ..Faults::default() });
    bench.play(
        "> MSG 1 1 a\\n
         < ERROR 1 too_many_sends_in_server\\n",
    );
}

#[test]
fn sms_that_fail_do_not_reach_the_network() {
    for config in [config(1), by_hand()] {
        let automatic = config.network != Network::Application;
        let faults = Faults { errorstatus: Some(CmsError(38)), ..Faults::default() };
        let mut bench = Bench::new(GatewayConfig { faults, ..config });
        bench.hear(0, b"SMS 1 1 password1 10086 a");
        bench.pass(secs(3));
        bench.expect(&["< WAIT 1 1\\n", "< ERROR 1 1 errorstatus:38\\n"]);
        assert_eq!(bench.gateway.stats().submitted, 0, "{automatic}");
        bench.gateway.set_faults(Faults::default());
        bench.play(
            "> SMS 1 2 password1 10086 a
             < WAIT 1 2\\n
             ! submit 2 as 0 to 10086: a",
        );
    }
}

#[test]
fn a_mute_gateway_only_talks() {
    let mut bench = Bench::new(config(1));
    bench.gateway.set_faults(Faults { mute: true, ..Faults::default() });
    bench.gateway.receive_sms(0, "1", "x").unwrap();
    bench.play(
        "> get_imei 1 password1
         < RECEIVE:1000000000;id:goip1;password:password1;srcnum:1;msg:x
         > MSG 1 1 a\\n
         > USSD 1 password1 *100#
         > svr_reboot_dev 1 password1
         > RECEIVE 1000000000 OK
         ! acknowledged 1
         > reg:1;status:200;
         ! registered 200",
    );
}
