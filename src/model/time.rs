//! Points in simulated time.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::Invalid;

/// A point in simulated time, in milliseconds since 1970-01-01T00:00:00Z.
///
/// ```
/// use ecr_sim::Timestamp;
///
/// let start: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// assert_eq!(start.as_millis(), 1_767_225_600_000);
/// assert_eq!(start.to_string(), "2026-01-01T00:00:00Z");
/// # Ok::<(), ecr_sim::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

const DAY_MS: i64 = 86_400_000;

impl Timestamp {
    /// The time at which a manual clock begins: 2026-01-01T00:00:00Z.
    pub const DEFAULT_START: Self = Self(1_767_225_600_000);

    /// Creates a time from milliseconds since 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Returns the time `duration` later, at most the greatest time.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// Returns the time passed since `earlier`, or zero if `earlier` is later.
    #[must_use]
    pub fn duration_since(self, earlier: Self) -> Duration {
        let millis = i128::from(self.0) - i128::from(earlier.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }

    /// Rounds down to a multiple of `millis`, the resolution of an answer.
    pub(crate) const fn truncated(self, millis: i64) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(millis)))
    }

    /// Formats the time as `YYYY-MM-DDThh:mm:ssZ`, the form of most times of the API (documented).
    pub fn to_second(self) -> String {
        let (year, month, day) = self.date();
        let seconds = self.0.rem_euclid(DAY_MS) / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Formats the time as `YYYY-MM-DDThh:mmZ`, the form in the samples of a flow log's `CreationTime` (documented).
    pub fn to_minute(self) -> String {
        let mut text = self.to_second();
        text.truncate(text.len() - ":00Z".len());
        text + "Z"
    }

    /// Returns year, month and day in the proleptic Gregorian calendar.
    fn date(self) -> (i64, i64, i64) {
        // Days since 0000-03-01, so that the leap day is the last of its year; eras are the 400-year cycle.
        let days = self.0.div_euclid(DAY_MS) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    fn from_date(year: i64, month: i64, day: i64) -> Self {
        let year = year - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self((era * 146_097 + day_of_era - 719_468) * DAY_MS)
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        self.after(duration)
    }
}

impl Sub for Timestamp {
    type Output = Duration;

    /// Returns zero if `earlier` is later.
    fn sub(self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }
}

impl FromStr for Timestamp {
    type Err = Invalid;

    /// Reads `YYYY-MM-DDThh:mm:ssZ`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        const FORM: &[u8] = b"0000-00-00T00:00:00Z";
        let fits = |(byte, &form): (u8, &u8)| byte == form || (form == b'0' && byte.is_ascii_digit());
        if text.len() != FORM.len() || !text.bytes().zip(FORM).all(fits) {
            return Err(Invalid::Format);
        }
        let number = |range: std::ops::Range<usize>| {
            text.get(range).and_then(|digits| digits.parse::<i64>().ok()).ok_or(Invalid::Format)
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        let midnight = Self::from_date(year, month, day);
        if midnight.date() != (year, month, day) || hour > 23 || minute > 59 || second > 59 {
            return Err(Invalid::NotAllowed);
        }
        Ok(Self(midnight.0 + ((hour * 60 + minute) * 60 + second) * 1000))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_have_their_calendar_form() {
        for (millis, second, minute) in [
            (0, "1970-01-01T00:00:00Z", "1970-01-01T00:00Z"),
            (951_782_399_999, "2000-02-28T23:59:59Z", "2000-02-28T23:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z", "2000-02-29T00:00Z"),
            (1_709_251_199_000, "2024-02-29T23:59:59Z", "2024-02-29T23:59Z"),
            (1_767_225_600_000, "2026-01-01T00:00:00Z", "2026-01-01T00:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z", "2100-03-01T00:00Z"),
            (-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59Z"),
        ] {
            let time = Timestamp::from_millis(millis);
            assert_eq!((time.to_second().as_str(), time.to_minute().as_str()), (second, minute));
            assert_eq!(time.to_string(), second);
            let whole = millis.div_euclid(1000) * 1000;
            assert_eq!(second.parse().map(Timestamp::as_millis), Ok(whole), "{second}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_round_trips() {
        for day in 0..146_097 {
            let time = Timestamp::from_millis(day * DAY_MS + 3_723_000);
            assert_eq!(time.to_second().parse(), Ok(time));
        }
    }

    #[test]
    fn a_text_that_is_no_moment_is_refused() {
        for text in
            ["", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00+00:00", "2026-01-01t00:00:00Z"]
        {
            assert_eq!(text.parse::<Timestamp>(), Err(Invalid::Format), "{text}");
        }
        for text in [
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(Invalid::NotAllowed), "{text}");
        }
    }

    #[test]
    fn the_end_of_time_is_as_far_as_it_goes() {
        let end = Timestamp::from_millis(i64::MAX);
        assert_eq!(Timestamp::DEFAULT_START.after(Duration::MAX), end);
        assert!(
            end.to_second().ends_with('Z') && Timestamp::from_millis(i64::MIN).to_second().ends_with('Z')
        );
    }
}
