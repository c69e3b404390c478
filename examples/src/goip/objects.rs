//! What the JSON objects of the programs are, for `--help`.

/// Those of `goip-server --json`.
pub const SERVER: &str = "\
JSON objects, one a line. Each has event and, where there is one, id (of the line), peer (an
address) and message (what is printed without --json):
  listening        udp, lines
  up, status       num, signal, gsm_status, voip_status, voip_state, remain_time, imei, imsi,
                   iccid, pro, disable_status, sms_login, cell_info: what the keepalive has of it
  moved, rebooted, down, recovered
  failing          unanswered
  sms              srcnum, msg, perhaps smscnum and senttime; with --store also stored
  delivery         sms, recipient, sms_no, state (0: delivered), meaning, num
  event            verb, and the fields of the event as they stand on the wire
  sent             sms, recipient, number, answers, sms_no
  failed, unknown  sms, recipient, number, answers, error
  sms-done         sms, answers
  answer           answers, ok; if ok value, msg, or what else was asked for, if not error
  refused          claimed_id, reason; of what was typed answers, error
  line             state, address, silent_seconds, queued_sms, queued_commands
  error, help, stopping
  summary          datagrams, unreadable, refused, keepalives, events, repeated_events, sent,
                   failed, unknown, answers, unanswered
answers is the line that was typed. --store writes id, received (a time), srcnum and msg.";

/// Those of `goip-gateway --json`.
pub const GATEWAY: &str = "\
JSON objects, one a line. Each has event and, where there is one, id (of the line) and message
(what is printed without --json):
  line              udp, server
  hint              message only: how to start goip-server
  registered        status, ok
  unregistered      if the server refuses the keepalive status, ok; else it does not answer
  submit            sms_no, number, text: an SMS goes to the network
  ussd              code
  ussd-exit, rebooting
  command           command, and its arguments
  acknowledged      report, result: OK
  refused           report, result: ERROR or DISABLE, errmsg: the text of the server
  not-acknowledged  report: the server has not answered any copy
  state             registered, gsm_registered
  faults, error, help
  summary           keepalives, acknowledged, events, lost_events, submitted, commands,
                    wrong_passwords, unreadable";

#[cfg(test)]
mod tests {
    use crate::console::ENDING;
    use crate::goip::{gateway, server};

    /// The help breaks longer lines wherever it likes.
    #[test]
    fn lines_are_short() {
        for text in [super::SERVER, super::GATEWAY, ENDING, server::HELP, gateway::HELP] {
            for line in text.lines() {
                assert!(line.chars().count() <= 100, "{line}");
            }
        }
    }
}
