//! Each capture of these modems is in one of the transcripts, where its meaning stands behind it.

use serde_json::Value;

use crate::format::{Said, Side, Transcript};
use crate::transcripts;

/// Lines as they are printed, which no modem has sent: the text of a manual or a log has lost a line end,
/// or has gained something. They are repaired in the transcripts.
const AS_PRINTED: [&str; 3] =
    ["+CIPRXGET: 2,1,5,11data ", "AT+MIPOPEN=1,34127,\"217.219.84.194\",1024,0 OK", "OK <CTRL+Z>"];

fn is_of_sockets(family: &str) -> bool {
    family.starts_with("simcom-") || family.starts_with("fibocom-") || family.ends_with("-mip")
}

#[test]
fn each_capture_has_its_meaning() {
    let transcripts = transcripts();
    let said = transcripts.iter().flat_map(Transcript::said);
    let (host, modem): (Vec<&Said>, Vec<_>) = said.partition(|said| said.side == Side::Host);
    let text = |all: Vec<&Said>| -> Vec<u8> {
        all.iter().flat_map(|said| said.bytes.iter().copied()).collect()
    };
    let (host, modem) = (text(host), text(modem));
    let has =
        |all: &[u8], part: &str| all.windows(part.len()).any(|bytes| bytes == part.as_bytes());
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../fixtures/at.json")).unwrap();
    let of_sockets =
        vectors.iter().filter(|vector| is_of_sockets(vector["family"].as_str().unwrap()));
    assert_eq!(of_sockets.clone().count(), 94);
    let mut missing = Vec::new();
    for vector in of_sockets {
        let wire = vector["wire"].as_str().unwrap();
        if vector["kind"] == "bytes" {
            // It is known to the byte.
            missing.extend((!has(&modem, wire)).then_some(wire));
            continue;
        }
        let lines = wire.split(['\r', '\n']).filter(|line| !line.is_empty());
        missing.extend(lines.filter(|line| {
            let is_there = match line.strip_prefix('>') {
                // A prompt, and what the host has sent behind it.
                Some(sent) => has(&host, sent),
                None if line.starts_with("AT") => has(&host, line),
                None => has(&modem, line),
            };
            !is_there && !AS_PRINTED.contains(line)
        }));
    }
    assert_eq!(missing, [""; 0]);
}
