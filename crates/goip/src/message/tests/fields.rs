//! Lists of fields.

use super::*;

#[test]
fn lists_of_too_many_fields() {
    // A list of up to 512 bytes is read, whatever it holds.
    gateway(&format!("STATE:1;id:a;password:b;{}", ";".repeat(485)));
    let long = "x".repeat(512);
    let front = &format!("RECEIVE:1;id:a;password:b;srcnum:1;x:{long};");
    // With those in front and the text there are 64.
    let most = format!("{front}{}msg:{}", ";".repeat(59), ";".repeat(3000));
    assert_eq!(event(&most).0.fields.iter().count(), 1);
    let list = |front: &str, fields| format!("{front}{}", "key:value;".repeat(fields));
    for (front, own) in [("STATE:1;id:a;password:b;", 2), ("GSM:1;", 0), ("req:1;id:a;pass:b;", 2)]
    {
        let most = list(front, 64 - own);
        gateway(&most);
        gateway(most.trim_end_matches(';'));
        for behind in ["k:v", "k", ":", ";", " "] {
            let error = gateway_fault(&format!("{most}{behind}"));
            assert!(error.ends_with(": there are more than 64 fields"), "{front} {error}");
        }
    }
    // Whatever stands behind.
    for end in ["msg:hi", "id:a", "password:b;id:a", ""] {
        for unit in [";", "a:b;", "id:a;"] {
            let error = gateway_fault(&format!("{front}{}{end}", unit.repeat(61)));
            assert_eq!(error, "receive: there are more than 64 fields");
        }
    }
    let keepalive = format!("req:1;x:{long};{}id:a;pass:b;", ";".repeat(62));
    assert_eq!(gateway_fault(&keepalive), "keepalive: there are more than 64 fields");
    server(&list("reg:1;status:200;", 63));
    let error = server_fault(&list("reg:1;status:200;", 64));
    assert_eq!(error, "keepalive_ack: there are more than 64 fields");
    let fields = vec![("k", "v"); 57];
    let of = |fields| event_of(EventBody::State(ChannelState::Idle), fields);
    assert_eq!(gateway_refusal(of(&fields)), "fields cannot be written: there are more than 56");
    gateway_written(of(&fields[1..]));
}
