// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@Suite struct JSONNumberTests {
    static func number(_ text: String) throws -> JSONNumber {
        try #require(JSONNumber(text: text), "\(text) is a number")
    }

    @Test(arguments: [
        "0", "-0", "-0.0", "1", "1.0", "1.10", "-1e5", "1E+5", "9007199254740993", "1e400", "-1e-400",
        "123456789012345678901234567890", "0.1000000000000000055511151231257827",
        "1e999999999999999999999999",
    ])
    func `digits are kept as written`(_ text: String) throws {
        #expect(try Self.number(text).text == text)
        #expect(try JSONValue(parsing: text).jsonText() == text)
    }

    @Test(arguments: [
        "", "-", "+1", "01", "1.", ".1", "1e", "0x1", "NaN", " 1", "1 ", "1,5", "Infinity", "１", "--1",
    ])
    func `text outside the grammar is no number`(_ text: String) {
        #expect(JSONNumber(text: text) == nil)
    }

    static let equal: [(String, String)] = [
        ("1", "1.0"), ("1", "1e0"), ("1", "10e-1"), ("100", "1e2"), ("100", "1E+2"), ("-0", "0"),
        ("0", "0e999999999999999999999"),
        ("-0.0", "0"), ("0.1", "1e-1"), ("0.10", "0.1"), ("1e400", "10e399"), ("1e400", "0.1e401"),
        ("9007199254740993", "9007199254740993.0"), ("12345678901234567890123", "1234567890123456789012.3e1"),
    ]

    @Test(arguments: equal)
    func `numbers of one value are equal and hash alike`(_ left: String, _ right: String) throws {
        let (left, right) = (try Self.number(left), try Self.number(right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(!(left < right) && !(right < left))
    }

    static let ascending: [String] = [
        "-1e1000", "-1e400", "-9223372036854775809", "-9223372036854775808", "-2", "-1.5", "-1", "-0.001",
        "-1e-400", "0",
        "1e-1000", "1e-400", "0.0009", "0.001", "0.5", "1", "1.0000000000000000000000000001", "1.5", "2",
        "9007199254740992", "9007199254740993", "9007199254740993.5", "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616", "1e400", "1.0000001e400", "1e1000",
    ]

    @Test func `order goes by the exact value`() throws {
        let numbers = try Self.ascending.map(Self.number)
        for (left, lower) in numbers.enumerated() {
            for (right, higher) in numbers.enumerated() {
                #expect((lower < higher) == (left < right), "\(lower) and \(higher)")
                #expect((lower == higher) == (left == right), "\(lower) and \(higher)")
            }
        }
    }

    static let integers: [(String, Int64?)] = [
        ("5", 5), ("5.0", 5), ("50e-1", 5), ("5e0", 5), ("-5.00", -5), ("5.5", nil), ("0", 0), ("-0", 0),
        ("0e5", 0),
        ("9223372036854775807", .max), ("9223372036854775808", nil), ("-9223372036854775808", .min),
        ("-9223372036854775809", nil), ("9223372036854775807.0", .max), ("1e18", 1_000_000_000_000_000_000),
        ("1e19", nil), ("1e400", nil), ("1e-400", nil), ("1e999999999999999999999999", nil),
        ("-1e999999999999999999999999", nil), ("1e-999999999999999999999999", nil),
    ]

    @Test(arguments: integers)
    func `a whole number that fits is given as an integer, any other is not`(_ text: String, _ value: Int64?)
        throws
    {
        #expect(try Self.number(text).exactly(Int64.self) == value)
    }

    @Test func `narrow and unsigned types have their own bounds`() throws {
        #expect(try Self.number("255.0").exactly(UInt8.self) == 255)
        #expect(try Self.number("256").exactly(UInt8.self) == nil)
        #expect(try Self.number("-1").exactly(UInt.self) == nil)
        #expect(try Self.number("18446744073709551615").exactly(UInt64.self) == .max)
        #expect(try Self.number("-128.0").exactly(Int8.self) == -128)
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("1.5", false), ("1e400", true), ("1e-1", false), ("10e-1", true),
        ("-0.0", true),
        ("1e999999999999999999999999", true), ("1e-999999999999999999999999", false), ("123.4500e2", true),
    ])
    func `a number without fraction is an integer however it is written`(_ text: String, _ isInteger: Bool)
        throws
    {
        #expect(try Self.number(text).isInteger == isInteger)
    }

    static let multiples: [(String, String, Bool)] = [
        ("10", "5", true), ("10", "3", false), ("0", "7", true), ("-9", "3", true), ("4.5", "1.5", true),
        ("0.3", "0.1", true),
        ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("19.99", "0.01", true),
        ("1e308", "0.123456789", false),
        ("1e400", "3", false), ("3e400", "3", true), ("1e400", "1e399", true), ("1e399", "1e400", false),
        ("1e1000000000000", "7", false), ("7e1000000000000", "7", true), ("1e1000000000000", "1024", true),
        ("1e-1000000000000", "1", false), ("1", "1e-1000000000000", true), ("12391239123", "1e-8", true),
        ("9007199254740993", "2", false), ("9007199254740994", "2", true), ("1", "0.3", false),
        ("5", "0", false),
        ("100000000000000000000000000000000000000000", "12345678901234567890123", false),
        ("24691357802469135780246", "12345678901234567890123", true),
        ("24691357802469135780246e2", "12345678901234567890123e1", true),
        ("1e40", "18446744073709551616", false), ("1e64", "18446744073709551616", true),
        ("-9223372036854775808", "-1", true),
    ]

    @Test(arguments: multiples)
    func `multiples are told exactly`(_ value: String, _ divisor: String, _ isMultiple: Bool) throws {
        #expect(try Self.number(value).isMultiple(of: Self.number(divisor)) == isMultiple)
    }

    @Test func `a division of endless digits is given up rather than carried out`() throws {
        let long = try Self.number(String(repeating: "7", count: 200_000))
        let wide = try Self.number(String(repeating: "3", count: 1_000))
        #expect(long.isMultiple(of: wide) == nil)
        #expect(long.isMultiple(of: 7) == true)
    }

    @Test func `doubles become the shortest text that reads back`() throws {
        for value in [0.1, -2.5, 1e300, 1e-300, 1e20, 123_456_789.125, 1e16] {
            #expect(try #require(JSONNumber(value)).double == value)
        }
        #expect(JSONNumber(3.0)?.text == "3")
        #expect(JSONNumber(-0.0)?.text == "-0.0")
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(try Self.number("1e400").double == .infinity)
    }

    @Test func `integers of any width are kept`() {
        #expect(JSONNumber(UInt64.max).text == "18446744073709551615")
        #expect(JSONNumber(Int128.min).text == "-170141183460469231731687303715884105728")
    }
}
