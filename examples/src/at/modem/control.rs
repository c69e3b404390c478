//! Orders over TCP.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::{HELP, Order, Remote};

/// The longest line that is read.
const MAX_LINE: u64 = 4096;

/// Obeys whoever connects: a line is an order, and is answered by `OK`, or by `ERROR: ` and why.
pub(super) fn serve(listener: TcpListener, remote: Remote) {
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let remote = remote.clone();
            thread::spawn(move || obey(&stream, &remote));
        }
    });
}

fn obey(mut stream: &TcpStream, remote: &Remote) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        let read = std::io::Read::take(&mut reader, MAX_LINE).read_until(b'\n', &mut line);
        if !matches!(read, Ok(1..)) {
            return;
        }
        let answer = match Order::parse(&String::from_utf8_lossy(&line)) {
            Ok(None) => continue,
            Ok(Some(Order::Help)) => format!("{HELP}\nOK\n"),
            Ok(Some(Order::Quit)) => {
                // Afterwards nobody may be left to answer.
                let _ = stream.write_all(b"OK\n");
                let _ = remote.order(Order::Quit);
                return;
            }
            Ok(Some(order)) => match remote.order(order) {
                Ok(()) => "OK\n".into(),
                Err(error) => format!("ERROR: {error}\n"),
            },
            Err(error) => format!("ERROR: {error}\n"),
        };
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
