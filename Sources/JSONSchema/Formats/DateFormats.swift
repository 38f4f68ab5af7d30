// SPDX-License-Identifier: Apache-2.0

/// Dates and times by RFC 3339.
enum DateFormats {
    static func isDateTime(_ bytes: [UInt8]) -> Bool {
        // 2026-03-01T09:30:00Z is the shortest form.
        guard bytes.count >= 20, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(bytes[..<10]) && isTime(bytes[11...])
    }

    static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], digits: 4),
            let month = number(parts[1], digits: 2),
            let day = number(parts[2], digits: 2), (1...12).contains(month)
        else { return false }
        return (1...days(inMonth: month, of: year)).contains(day)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= 9, let minutes = minutes(bytes.prefix(5)),
            bytes.dropFirst(5).first == UInt8(ascii: ":"),
            let second = number(bytes.dropFirst(6).prefix(2), digits: 2), second <= 60
        else { return false }
        var rest = bytes.dropFirst(8)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: \.isASCIIDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest[fraction.endIndex...]
        }
        guard let offset = offset(rest) else { return false }
        // A leap second is the last of a day in UTC.
        return second < 60 || (minutes - offset + 2880) % 1440 == 1439
    }

    /// The minutes east of UTC that `Z` or `+01:00` say.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let sign = bytes.first else { return nil }
        if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
        guard let minutes = minutes(bytes.dropFirst()) else { return nil }
        switch sign {
        case UInt8(ascii: "+"): return minutes
        case UInt8(ascii: "-"): return -minutes
        default: return nil
        }
    }

    /// The minutes of `09:30`.
    private static func minutes(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count == 5, bytes.dropFirst(2).first == UInt8(ascii: ":"),
            let hour = number(bytes.prefix(2), digits: 2), let minute = number(bytes.suffix(2), digits: 2),
            hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func number(_ bytes: ArraySlice<UInt8>, digits: Int) -> Int? {
        guard bytes.count == digits, bytes.allSatisfy(\.isASCIIDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// RFC 3339 appendix A: units in order without gaps, weeks only by themselves.
    static func isDuration(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == UInt8(ascii: "P") else { return false }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: "T"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = units(parts[0]) else { return false }
        if parts.count == 1 { return date == "W" || !date.isEmpty && "YMD".contains(date) }
        guard let time = units(parts[1]), !time.isEmpty, "HMS".contains(time) else { return false }
        return date.isEmpty || "YMD".contains(date)
    }

    /// The letters of `1H30M`, each after its digits; nil when a number or a letter is missing.
    private static func units(_ bytes: ArraySlice<UInt8>) -> String? {
        var letters = ""
        var hasDigits = false
        for byte in bytes {
            if byte.isASCIIDigit {
                hasDigits = true
            } else {
                guard hasDigits, byte.isASCIILetter else { return nil }
                letters.unicodeScalars.append(Unicode.Scalar(byte))
                hasDigits = false
            }
        }
        return hasDigits ? nil : letters
    }
}
