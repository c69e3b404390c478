/// Where a tracker is, or was when it last had a fix.
#[expect(clippy::exhaustive_structs, reason = "two coordinates and no more")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Position {
    /// North is positive; within 90 degrees.
    pub latitude: Angle,
    /// East is positive; within 180 degrees.
    pub longitude: Angle,
}

/// An angle in hundred-thousandths of a minute: what the wire carries, without rounding.
///
/// ```
/// use cellwire_cityeasy::report::Angle;
///
/// let latitude = Angle::from_minutes_e5(22 * 60 * 100_000 + 32_46790); // 2232.4679 on the wire
/// assert!((latitude.degrees() - 22.541_131_67).abs() < 1e-8);
/// assert_eq!(Angle::from_degrees(latitude.degrees()), Some(latitude));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Angle {
    minutes_e5: i32,
}

const PER_DEGREE: i32 = 60 * 100_000;

impl Angle {
    /// An angle in hundred-thousandths of a minute.
    #[inline]
    pub const fn from_minutes_e5(minutes_e5: i32) -> Self {
        Self { minutes_e5 }
    }

    /// The nearest angle, unless it is none or lies beyond 180 degrees.
    pub fn from_degrees(degrees: f64) -> Option<Self> {
        // Infinities and what is not a number are not in the range.
        (-180.0..=180.0).contains(&degrees).then(|| {
            let scaled = degrees * f64::from(PER_DEGREE);
            let rounded = if scaled < 0.0 { scaled - 0.5 } else { scaled + 0.5 };
            Self { minutes_e5: rounded as i32 }
        })
    }

    /// In hundred-thousandths of a minute.
    #[inline]
    pub const fn minutes_e5(self) -> i32 {
        self.minutes_e5
    }

    /// In degrees.
    #[inline]
    pub fn degrees(self) -> f64 {
        f64::from(self.minutes_e5) / f64::from(PER_DEGREE)
    }

    /// Whether it lies within so many degrees of zero.
    #[inline]
    pub(crate) const fn is_within(self, degrees: u32) -> bool {
        self.minutes_e5.unsigned_abs() <= degrees * PER_DEGREE as u32
    }
}
