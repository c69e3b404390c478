use super::*;

#[test]
fn one_text_for_one_number() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> SMS 11 1 password1 10086 hello; all
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: hello; all
         > SMS 11 1 password1 10086 hello; all
         < WAIT 11 1\\n
         + 3
         < OK 11 1 0\\n
         > SMS 11 1 password1 10086 hello; all
         < OK 11 1 0\\n
         > SMS 11 2 password1 10086 hello; all
         < WAIT 11 2\\n
         ! submit 2 as 1 to 10086: hello; all
         > SMS 12 1 password1 10086 bye
         < WAIT 12 1\\n",
    );
}

#[test]
fn it_can_be_refused() {
    let mut bench = Bench::new(GatewayConfig { max_text_len: 5, ..by_hand() });
    bench.play(
        "> SMS 11 1 password2 10086 hello
         < ERROR 11 PASSWORD\\n
         > SMS 11 1 password1 10086 hello!
         < ERROR 11 message_too_long\\n
         > SMS 11 1 password1 10086 hello
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: hello",
    );
    bench.gateway.submitted(SubmissionId(1), Err(crate::message::CmsError(50)));
    bench.gateway.set_registered(0, false);
    bench.play(
        "> SMS 11 1 password1 10086 hello
         < ERROR 11 1 errorstatus:50\\n
         < ERROR 11 1 errorstatus:50\\n
         > SMS 11 2 password1 10086 hello
         < ERROR 11 GSM_LOGOUT\\n",
    );
    assert_eq!(bench.gateway.stats().wrong_passwords, 1);
}

#[test]
fn it_is_forgotten_after_a_while() {
    let mut bench = Bench::new(by_hand());
    bench.play(
        "> SMS 11 1 password1 10086 hello
         < WAIT 11 1\\n
         ! submit 1 as 0 to 10086: hello
         + 89
         > SMS 11 1 password1 10086 hello
         < WAIT 11 1\\n
         + 89",
    );
    bench.gateway.submitted(SubmissionId(1), Ok(()));
    bench.expect(&["< OK 11 1 0\\n"]);
    bench.play(
        "+ 1
         > SMS 11 1 password1 10086 hello
         < WAIT 11 1\\n
         ! submit 2 as 1 to 10086: hello",
    );
}
