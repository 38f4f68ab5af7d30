// SPDX-License-Identifier: Apache-2.0

/// A moment in whole seconds, written as ISO 8601 in UTC: `2026-11-21T00:42:25Z`.
package struct UTCTime: Sendable, Hashable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package var text: String {
        let (day, second) = Self.floorDivided(seconds, by: 86_400)
        let date = Self.date(ofDay: day)
        return Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-" + Self.padded(date.day, 2)
            + "T"
            + Self.padded(second / 3600, 2) + ":" + Self.padded(second / 60 % 60, 2) + ":"
            + Self.padded(second % 60, 2) + "Z"
    }

    /// The Gregorian date of a day counted from 1970-01-01.
    ///
    /// Years are counted from March here, so that the leap day is a year's last and months follow a linear
    /// rule.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // 719 468 days lie between 0000-03-01 and 1970-01-01; 400 years have 146 097 days.
        let (era, dayOfEra) = floorDivided(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func floorDivided(
        _ value: Int64, by divisor: Int64
    ) -> (quotient: Int64, remainder: Int64) {
        let remainder = ((value % divisor) + divisor) % divisor
        return ((value - remainder) / divisor, remainder)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
