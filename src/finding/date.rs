//! Calendar days, for ignores that expire. No clock: today is a setting.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, written `2026-12-31`. Ordered by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date: write year-month-day, such as 2026-12-31")]
pub struct NotADate(String);

impl Date {
    /// The day, if there is such a day; years have four digits.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1000..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The day that lies `days` after 1970-01-01; `None` beyond the year 9999.
    pub fn from_unix_days(days: u32) -> Option<Self> {
        let mut left = days;
        let mut year: u16 = 1970;
        while left >= days_in_year(year) {
            left -= days_in_year(year);
            year = year.checked_add(1)?;
        }
        let mut month = 1;
        while left >= u32::from(days_in(year, month)) {
            left -= u32::from(days_in(year, month));
            month += 1;
        }
        Self::new(year, month, u8::try_from(left + 1).ok()?)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// How many days `later` lies after this day; negative if it lies before.
    pub fn days_until(self, later: Date) -> i64 {
        later.ordinal() - self.ordinal()
    }

    /// The day that lies `days` after this one; `None` beyond the year 9999.
    pub fn plus_days(self, days: u32) -> Option<Self> {
        let unix = self.ordinal() - Self { year: 1970, month: 1, day: 1 }.ordinal() + i64::from(days);
        Self::from_unix_days(u32::try_from(unix).ok()?)
    }

    /// Days since a day zero that is the same for all.
    fn ordinal(self) -> i64 {
        let years = i64::from(self.year) - 1;
        let before = years * 365 + years / 4 - years / 100 + years / 400;
        let months: i64 = (1..self.month).map(|month| i64::from(days_in(self.year, month))).sum();
        before + months + i64::from(self.day)
    }
}

fn leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in_year(year: u16) -> u32 {
    if leap(year) { 366 } else { 365 }
}

/// How many days the month has; none for a month that does not exist.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let read = || {
            let digits = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let mut parts = text.split('-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            let shaped = digits && parts.next().is_none() && year.len() == 4 && month.len() == 2;
            shaped.then_some(())?;
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        read().ok_or_else(|| NotADate(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, valid: bool) {
        let date = text.parse::<Date>();
        assert_eq!(date.is_ok(), valid, "{text}");
        if let Ok(date) = date {
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        check("2026-12-31", true);
        check("2024-02-29", true);
        check("2000-02-29", true);
        check("2026-02-29", false);
        check("2100-02-29", false);
        check("2026-13-01", false);
        check("2026-00-10", false);
        check("2026-01-00", false);
        check("2026-1-1", false);
        check("31-12-2026", false);
        check("2026-12-31x", false);
        check("tomorrow", false);
        check("", false);
    }

    #[test]
    fn days_count_across_months_and_leap_years() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(date("2024-02-28").days_until(date("2024-03-01")), 2);
        assert_eq!(date("2026-12-31").days_until(date("2027-01-01")), 1);
        assert_eq!(date("2026-03-01").days_until(date("2026-02-28")), -1);
        assert_eq!(date("2026-11-23").plus_days(90), Some(date("2027-02-21")));
        assert_eq!(date("2026-11-23").plus_days(u32::MAX), None);
        assert_eq!(Date::from_unix_days(0), Some(date("1970-01-01")));
        assert_eq!(Date::from_unix_days(19_782), Some(date("2024-02-29")));
        assert_eq!(Date::from_unix_days(20_780), Some(date("2026-11-23")));
        assert_eq!(Date::from_unix_days(u32::MAX), None);
    }
}
