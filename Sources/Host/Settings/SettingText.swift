// SPDX-License-Identifier: Apache-2.0

/// Reads the text forms of settings.
enum SettingText {
    /// The longest wait that a setting may name: a day, far above any sensible one and far below overflow.
    static let longestDuration: Duration = .seconds(86_400)

    private static let units: [(suffix: String, milliseconds: Double)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
    ]

    /// `500ms`, `1.5s`, `5m` or `1h`; nil without a unit, for a negative number and over a day.
    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffix = text.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.suffix == suffix }), digits.first?.isNumber == true,
            let amount = Double(digits)
        else { return nil }
        return bounded(milliseconds: amount * unit.milliseconds)
    }

    /// A whole number of milliseconds, up to a day.
    static func milliseconds(_ text: String) -> Duration? {
        guard let count = Int(text), count >= 0 else { return nil }
        return bounded(milliseconds: Double(count))
    }

    static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on", "1": true
        case "false", "no", "off", "0": false
        default: nil
        }
    }

    static func integer(_ text: String, in range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    /// The path with a leading `~` replaced; other users' homes (`~name`) are not looked up.
    static func path(_ text: String, home: String) -> String {
        if text == "~" { return home }
        return text.hasPrefix("~/") ? home + text.dropFirst(1) : text
    }

    static func paths(_ text: String, home: String) -> [String] {
        text.split(separator: ":").map { path(String($0), home: home) }
    }

    /// The list as it is when each entry has the form of a host (with or without a port), an address or a range; the
    /// plugin that uses it reads it exactly.
    static func hosts(_ text: String) -> String? {
        let entries = text.split(whereSeparator: { $0 == "," || $0.isWhitespace })
        return entries.allSatisfy {
            $0.wholeMatch(of: /\[?[A-Za-z0-9._:-]+\]?(:[0-9]{1,5}|\/[0-9]{1,3})?/) != nil
        } ? text : nil
    }

    /// The text as it is when it is an `http` or `https` URL with a host.
    static func url(_ text: String) -> String? {
        text.wholeMatch(of: /https?:\/\/[^\s\/?#@]+([\/?][^\s#]*)?/.ignoresCase()) != nil ? text : nil
    }

    /// Names have no spaces in them.
    static func names(_ text: String) -> [String] {
        text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    private static func bounded(milliseconds: Double) -> Duration? {
        guard milliseconds <= 86_400_000 else { return nil }
        return .microseconds(Int64(milliseconds * 1_000))
    }
}
