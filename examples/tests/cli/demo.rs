//! `cargo run`, and what each program says of itself.

use core::time::Duration;
use std::time::Instant;

use crate::run::run;

#[test]
fn the_demo_succeeds_in_time() {
    let start = Instant::now();
    let ran = run(env!("CARGO_BIN_EXE_demo"), &[], b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{}", ran.stdout);
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
    for part in [
        "black-box",
        "ALARM SOS",
        "set-interval",
        "get-address-reply",
        "AT+CPIN=***",
        "+CMTI: \"SM\",1",
        "CONNECT 9600",
        "+MIPRTCP: 1,196",
        "+CIPRXGET: 2,0,196,0",
        "all is as expected",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
}

#[test]
fn each_program_has_help() {
    for (program, words) in [
        (env!("CARGO_BIN_EXE_demo"), ""),
        (env!("CARGO_BIN_EXE_decode"), "cityeasy"),
        (env!("CARGO_BIN_EXE_cityeasy-server"), "locate ID"),
        (env!("CARGO_BIN_EXE_cityeasy-tracker"), "press BUTTON"),
        (env!("CARGO_BIN_EXE_decode"), "goip"),
        (env!("CARGO_BIN_EXE_goip-server"), "ussd LINE CODE"),
        (env!("CARGO_BIN_EXE_goip-gateway"), "fault gsm_logout"),
    ] {
        let ran = run(program, &["--help"], b"");
        assert_eq!(ran.code, Some(0));
        assert!(ran.stdout.contains("Usage") && ran.stdout.contains(words), "{}", ran.stdout);
    }
}
