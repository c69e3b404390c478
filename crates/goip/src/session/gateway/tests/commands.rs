use super::*;

#[test]
fn the_number_of_the_sim() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> get_gsm_num 879901 password1
         < get_gsm_num 879901 (null)
         ! command get_gsm_num
         > set_gsm_num 879902 13800138001 password1
         < set_gsm_num 879902 13800138001 ok
         ! command set_gsm_num
         > get_gsm_num 879903 password1
         < get_gsm_num 879903 13800138001
         ! command get_gsm_num
         > set_gsm_num 879904 138;a password1
         < ERROR 879904 138;a invalid value\\n
         > set_gsm_num 879905 10086 password
         < ERROR 879905 password error\\n
         > get_gsm_num 879906 password
         < ERROR 879906 password error\\n",
    );
    let stats = bench.gateway.stats();
    assert_eq!((stats.commands, stats.wrong_passwords), (3, 2));
}

#[test]
fn the_limit_for_outgoing_calls() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> get_exp_time 1 password1
         < get_exp_time 1 0
         ! command get_exp_time
         > get_remain_time 2 password1
         < get_remain_time 2 -1
         ! command get_remain_time
         > set_exp_time 3 60 password1
         < set_exp_time 3 60 ok
         ! command set_exp_time
         > get_remain_time 4 password1
         < get_remain_time 4 60
         ! command get_remain_time
         > set_exp_time 5 -2 password1
         < ERROR 5 -2 invalid value\\n
         > set_exp_time 6 60 password
         < ERROR 6 60 password error\\n
         > reset_remain_time 7 password1
         < reset_remain_time 7 ok
         ! command reset_remain_time
         > reset_remain_time 8 password
         < ERROR 8 password error\\n
         > set_exp_time 9 0 password1
         < set_exp_time 9 0 ok
         ! command set_exp_time
         > get_remain_time 10 password1
         < get_remain_time 10 -1
         ! command get_remain_time
         > get_exp_time 11 password1
         < get_exp_time 11 0
         ! command get_exp_time",
    );
}

#[test]
fn imei_and_interval() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> get_imei 1 password1
         < get_imei 1 867495023958030
         ! command get_imei
         > set_imei 2 123456789012345 password1
         < set_imei 2 123456789012345 ok
         ! command set_imei
         > get_imei 3 password1
         < get_imei 3 123456789012345
         ! command get_imei
         > set_imei 4 12345678901234 password1
         < ERROR 4 invalid value\\n
         > set_imei 5 12345678901234x password1
         < ERROR 5 invalid value\\n
         > set_out_call_interval 6 5 password1
         < set_out_call_interval 6 5 ok
         ! command set_out_call_interval
         > get_out_call_interval 7 password1
         < get_out_call_interval 7 5
         ! command get_out_call_interval
         > set_out_call_interval 8 -5 password1
         < ERROR 8 invalid value\\n
         > get_imei 9 x
         < ERROR 9 password error\\n
         > set_imei 10 123456789012345 x
         < ERROR 10 password error\\n",
    );
}

#[test]
fn a_disabled_module_takes_nothing() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> module_ctl_i 1 2 password1
         < module_ctl_i 1 ok
         ! command module_ctl_i
         > MSG 11 1 a\\n
         < ERROR 11 GSM_LOGOUT\\n
         > SMS 11 1 password1 10086 hello
         < ERROR 11 GSM_LOGOUT\\n
         > USSD 2 password1 *100#
         < USSDERROR 2 not registered
         > DIAL 3 password1 10086 5
         < ERROR 3 not registered\\n
         > CF 4 password1 0 3 10086 0
         < CFERROR 4
         > CW 5 password1 1
         < CWERROR 5
         > module_ctl_i 6 3 password1
         < ERROR 6 invalid value\\n
         > module_ctl_i 7 1 password1
         < module_ctl_i 7 ok
         ! command module_ctl_i
         > MSG 11 1 a\\n
         < PASSWORD 11\\n
         > module_ctl_i 8 0 password1
         < module_ctl_i 8 ok
         ! command module_ctl_i
         > MSG 12 1 a\\n
         < ERROR 12 GSM_LOGOUT\\n",
    );
}

#[test]
fn a_digit_for_each_module() {
    let mut bench = Bench::new(config(3));
    bench.play(
        "> module_ctl 1 02001 password1
         < module_ctl 1 ok
         ! command module_ctl
         > MSG 11 1 a\\n
         < ERROR 11 GSM_LOGOUT\\n
         1> MSG 11 1 a\\n
         1< PASSWORD 11\\n
         2> MSG 11 1 a\\n
         2< ERROR 11 GSM_LOGOUT\\n
         1> module_ctl 1 1 password2
         1< module_ctl 1 ok
         1! command module_ctl
         > MSG 11 1 a\\n
         < PASSWORD 11\\n
         > module_ctl 2 013 password1
         < ERROR 2 invalid value\\n
         > module_ctl 3 0 password2
         < ERROR 3 password error\\n",
    );
}

#[test]
fn cells() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> get_cells_list 1 password1
         < get_cells_list 1 ok
         < CELLS:1000000000;id:goip1;password:password1;lists:689,638,783,785,640,
         ! command get_cells_list
         > CELLS 1000000000 OK\\n
         ! acknowledged 1
         > CURCELL 2 password1
         < CURCELL 2 689
         ! command CURCELL
         > set_base_cell 3 123 password1
         < set_base_cell 3 123 ok
         ! command set_base_cell
         > CURCELL 4 password1
         < CURCELL 4 123
         ! command CURCELL
         > set_base_cell 5 1;2 password1
         < ERROR 5 invalid value\\n
         > get_cells_list 6 x
         < ERROR 6 password error\\n",
    );
}

#[test]
fn several_things_at_once() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> GSM 1 password1
         < GSM:1;get_gsm_num:(null);get_exp_time:0;get_remain_time:-1;get_gsm_state:IDLE;imei:867495023958030;out_call_interval:0;module_down:0
         ! command GSM
         > GSM 2 x
         < GSMERROR 2 password error",
    );
}

#[test]
fn call_forwarding() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> CF 1 password1 0 3 10086 0
         < CFOK 1
         ! command CF
         > DONE 1
         > CF 2 password1 0 2 0 0
         < CFSTATE 2 1 10086 0
         ! command CF
         > DONE 2\\n
         > CF 3 password1 2 1 10087 20
         < CFOK 3
         ! command CF
         > CF 4 password1 2 2 0 0
         < CFSTATE 4 1 10087 20
         ! command CF
         > CF 5 password1 4 4 0 0
         < CFOK 5
         ! command CF
         > CF 6 password1 9 3 10086 0
         < CFERROR 6
         > CF 7 password1 0 9 10086 0
         < CFERROR 7
         > CF 8 password 0 3 10086 0
         < CFERROR 8
         > DONE 9
         < ERROR 9 SENDID\\n",
    );
}

#[test]
fn call_waiting() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> CW 1 password1 1
         < CWOK 1
         ! command CW
         > CW 2 password1 2
         < CWSTATE 2 1
         ! command CW
         > CW 3 password1 0
         < CWOK 3
         ! command CW
         > CW 4 password1 2
         < CWSTATE 4 0
         ! command CW
         > CW 5 password1 7
         < CWERROR 5
         > DONE 5",
    );
}

#[test]
fn a_trace_goes_on_for_60_s() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> ATALIVE 1 password1
         < ERROR 1 no trace\\n
         > ATSTART 2 password1
         < ATSTART 2 ok
         ! command ATSTART
         + 4
         < AT:2;count:1;id:goip1;password:password1;receive:write:AT+CREG?
         < AT:2;count:2;id:goip1;password:password1;receive:read:+CREG: 0,1",
    );
    bench.pass(secs(55));
    assert_eq!(bench.news().len(), 27);
    bench.hear(0, b"ATALIVE 3 password1");
    bench.expect(&["< ATALIVE 3 ok", "! command ATALIVE"]);
    bench.pass(secs(60));
    assert!((29..=30).contains(&bench.news().len()));
    bench.pass(secs(60));
    bench.expect(&[]);
}

#[test]
fn network_selection() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> netselect 1 password1 46000
         < netselect 1 46000
         ! command netselect
         > netselect 2 password1 -1
         < netselect 2 -1
         ! command netselect
         > netselect 3 password1 -2
         < ERROR 3 invalid value\\n",
    );
}

#[test]
fn a_copy_is_answered_and_not_carried_out() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> set_gsm_num 1 10086 password1
         < set_gsm_num 1 10086 ok
         ! command set_gsm_num
         > set_gsm_num 2 10087 password1
         < set_gsm_num 2 10087 ok
         ! command set_gsm_num
         > set_gsm_num 1 10086 password1
         < set_gsm_num 1 10086 ok
         > get_gsm_num 3 password1
         < get_gsm_num 3 10087
         ! command get_gsm_num
         + 60
         > set_gsm_num 1 10086 password1
         < set_gsm_num 1 10086 ok
         ! command set_gsm_num",
    );
}

#[test]
fn a_copy_of_what_was_refused_is_refused() {
    let mut bench = Bench::new(config(1));
    bench.gateway.set_registered(0, false);
    bench.play(
        "> DIAL 1 password1 10086 5
         < ERROR 1 not registered\\n
         > USSD 2 password1 *100#
         < USSDERROR 2 not registered",
    );
    bench.gateway.set_registered(0, true);
    bench.play(
        "> DIAL 1 password1 10086 5
         < ERROR 1 not registered\\n
         > USSD 2 password1 *100#
         < USSDERROR 2 not registered
         > DIAL 3 password1 10086 5
         < DIAL 3 ok
         < STATE:1000000000;id:goip1;password:password1;gsm_remain_state:DIALING:10086
         < RECORD:999999999;id:goip1;password:password1;dir:2;num:10086
         ! command DIAL",
    );
}

#[test]
fn what_is_not_known_is_refused() {
    let mut bench = Bench::new(config(1));
    bench.play(
        "> status_flag 1 0 password1
         < ERROR 1 unknown command\\n
         > HELLO 2\\n
         < ERROR 2 unknown command\\n
         > ERROR 3 unknown command
         > CRON
         > START id 10.0.0.1 44444
         > 
         > {}",
    );
}
