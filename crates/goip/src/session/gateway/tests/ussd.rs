use super::*;

#[test]
fn a_dialogue() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> USSD 111 password1 557*0112220248*10#
         ! ussd 557*0112220248*10#
         > USSD 111 password1 557*0112220248*10#
         + 9",
    );
    assert!(bench.gateway.answer_ussd(0, UssdAnswer::Reply("Press 1 to confirm\nor 2".into())));
    assert!(!bench.gateway.answer_ussd(0, UssdAnswer::Exit));
    bench.expect(&["< USSD 111 Press 1 to confirm\\nor 2"]);
    bench.play(
        "> DONE 111\\n
         > USSD 112 password1 1
         ! ussd 1",
    );
    assert!(bench.gateway.answer_ussd(0, UssdAnswer::Error("refused".into())));
    bench.expect(&["< USSDERROR 112 refused"]);
    bench.play("> USSD 113 password1 *100#\n ! ussd *100#");
    assert!(bench.gateway.answer_ussd(0, UssdAnswer::Exit));
    bench.expect(&["< USSDEXIT 113"]);
}

#[test]
fn a_number_that_has_not_grown_gets_the_last_answer() {
    let mut bench = Bench::new(config(1));
    bench.play("> USSD 111 password1 *100#\n ! ussd *100#");
    bench.gateway.answer_ussd(0, UssdAnswer::Reply("10 EGP".into()));
    bench.play(
        "> USSD 111 password1 *100#
         < USSD 111 10 EGP
         < USSD 111 10 EGP
         > USSD 110 password1 *101#
         < USSD 111 10 EGP
         > USSD -5 password1 *101#
         < USSD 111 10 EGP
         + 3600
         > USSD 111 password1 *100#
         < USSD 111 10 EGP
         > USSD 112 password1 *100#
         ! ussd *100#
         > USSD 111 password1 *100#",
    );
}

#[test]
fn one_code_is_open_at_a_time() {
    let mut bench = Bench::new(config(2));
    bench.play(
        "> USSD 111 password1 *100#
         ! ussd *100#
         1> USSD 1 password2 *100#
         1! ussd *100#
         > USSD 112 password1 *101#
         < USSDERROR 112 busy",
    );
    bench.gateway.answer_ussd(0, UssdAnswer::Reply("10 EGP".into()));
    bench.play(
        "> USSD 112 password1 *101#
         < USSD 111 10 EGP
         < USSDERROR 112 busy
         > USSD 113 password1 *101#
         ! ussd *101#",
    );
}

#[test]
fn a_network_that_does_not_answer() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> USSD 111 password1 *100#
         ! ussd *100#
         + 10
         < USSDERROR 111 timeout
         > USSD 111 password1 *100#
         < USSDERROR 111 timeout",
    );
    assert!(!bench.gateway.answer_ussd(0, UssdAnswer::Reply("late".into())));
    assert!(!bench.gateway.answer_ussd(1, UssdAnswer::Reply("nobody".into())));
}

#[test]
fn the_server_ends_a_dialogue() {
    let mut bench = Bench::new(config(1));
    bench.play("> USSD 111 password1 *100#\n ! ussd *100#");
    bench.gateway.answer_ussd(0, UssdAnswer::Reply("1 or 2?".into()));
    bench.play(
        "> USSDEXIT 112 password1
         < USSD 111 1 or 2?
         < USSDEXIT 112
         ! ussd exit
         > USSDEXIT 112 password1
         < USSDEXIT 112
         > DONE 112
         > USSD 111 password1 *100#
         < USSDEXIT 112
         > USSD 113 password1 *100#
         ! ussd *100#
         > USSDEXIT 114 password1
         < USSDEXIT 113
         < USSDEXIT 114
         ! ussd exit
         > USSDEXIT 115 x
         < USSDERROR 115 password error",
    );
}

#[test]
fn codes_that_cannot_be() {
    let mut bench = Bench::new(config(1));
    let code = "1".repeat(183);
    bench.play(&format!(
        "> USSD 111 password *100#
         < USSDERROR 111 password error
         > USSD 111 password1 {code}
         < USSDERROR 111 invalid code
         > USSD 111 password1 *100#
         ! ussd *100#"
    ));
}
