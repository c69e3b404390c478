//! The calendar.

use cellwire_at::pdu::DateTime;

/// The time, in UTC, so many seconds after the beginning of 1970.
pub(super) const fn date_time(unix_seconds: i64) -> DateTime {
    let days = unix_seconds.div_euclid(86_400);
    let second = unix_seconds.rem_euclid(86_400);
    // Years begin in March here, so that the leap day is the last one.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + (month <= 2) as i64;
    DateTime {
        year: year.rem_euclid(100) as u8,
        month: month as u8,
        day: day as u8,
        hour: (second / 3600) as u8,
        minute: (second / 60 % 60) as u8,
        second: (second % 60) as u8,
        quarter_hours: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_inverse_of_unix_seconds() {
        for seconds in [0, 951_782_399, 951_782_400, 951_868_800, 1_795_279_665, 3_000_000_000] {
            let time = date_time(seconds);
            assert!(time.is_valid());
            let century = if seconds < 946_684_800 { 3_155_760_000 } else { 0 };
            assert_eq!(time.unix_seconds() - century, seconds, "{time:?}");
        }
    }
}
