// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import JSON
import Testing
import ToolKit

@Suite struct MathErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let expression: String
        let code: String
        /// A piece of the message with its hint.
        let says: String

        init(_ expression: String, _ code: String, _ says: String) {
            self.expression = expression
            self.code = code
            self.says = says
        }

        var testDescription: String { "\(expression.prefix(40)): \(says)" }
    }

    static let cases = [
        Case("2 + * 3", "math_syntax", "Column 5: expected a number, a name or \"(\", found \"*\"."),
        Case("", "math_syntax", "empty"), Case("   ", "math_syntax", "empty"),
        Case("(1 + 2", "math_syntax", "Column 7: expected \")\", found the end."),
        Case("1 + 2)", "math_syntax", "Column 6: expected an operator or the end, found \")\"."),
        Case("2 +", "math_syntax", "Column 4"),
        Case("1,000 + 1", "math_syntax", "without thousands separators"),
        Case("max(1 2)", "math_syntax", "expected \",\" or \")\", found the number 2"),
        Case("1.2.3", "math_syntax", "one decimal point"),
        Case("2 $ 3", "math_syntax", "Column 3: \"$\" has no meaning here."),
        Case("0x", "math_syntax", "digits of base 16"), Case("0b12", "math_syntax", "digits of base 2"),
        Case("sin", "math_syntax", "sin(radians)"),
        Case("\"abc", "math_syntax", "closing quotation mark"),
        Case("1 < 2 < 3", "math_syntax", "Join them with and"),
        Case("[1, 2", "math_syntax", "expected \",\" or \"]\""),
        Case("5 to banana", "math_syntax", "hex, bin, oct"), Case(".", "math_syntax", "no meaning"),
        Case("sqr(2)", "math_unknown_name", "\"sqrt\""),
        Case("squareroot(2)", "math_unknown_name", "Known are"),
        Case("factorail(5)", "math_unknown_name", "\"factorial\""),
        Case("x + 1", "math_unknown_name", "Write * for a product"),
        Case("i^2", "math_unknown_name", "complex"), Case("2 + foo(3)", "math_unknown_name", "Column 5"),
        Case("process.exit(1)", "math_unknown_name", "process.exit"),
        Case("__import__('os')", "math_unknown_name", "__import__"),
        Case("1 / 0", "math_undefined", "Column 3: division by zero."),
        Case("5 mod 0", "math_undefined", "zero"), Case("0^-1", "math_undefined", "zero"),
        Case("1 / (pi - pi)", "math_undefined", "zero"), Case("sqrt(-1)", "math_undefined", "even degree"),
        Case("(-8)^(1/3)", "math_undefined", "root(x, degree)"),
        Case("ln(0)", "math_undefined", "positive"), Case("log(-1)", "math_undefined", "positive"),
        Case("log(5, 1)", "math_undefined", "base 1"),
        Case("asin(2)", "math_undefined", "asin"), Case("tan(90°)", "math_undefined", "right angle"),
        Case("tan(pi/2)", "math_undefined", "right angle"),
        Case("factorial(-1)", "math_undefined", "at least 0"),
        Case("variance(1)", "math_undefined", "two numbers"),
        Case("modinv(2, 4)", "math_undefined", "common divisor"),
        Case("atanh(1)", "math_undefined", "atanh"), Case("gamma(0)", "math_undefined", "gamma"),
        Case("factorial(2.5)", "math_wrong_arguments", "needs an integer, not 2.5"),
        Case("gcd(1.5, 2)", "math_wrong_arguments", "gcd"), Case("hex(1.5)", "math_wrong_arguments", "hex"),
        Case("log(1, 2, 3)", "math_wrong_arguments", "log takes 1 to 2 arguments, not 3: log(x, base)"),
        Case("sqrt()", "math_wrong_arguments", "1 argument, not 0"),
        Case("1 + true", "math_wrong_arguments", "found true or false"),
        Case("[1, 2] + 1", "math_wrong_arguments", "found a list"),
        Case("1 and 2", "math_wrong_arguments", "Compare numbers first"),
        Case("mean([])", "math_wrong_arguments", "at least one"),
        Case("frombase(\"fg\", 16)", "math_wrong_arguments", "\"g\" is no digit"),
        Case("base(5, 40)", "math_wrong_arguments", "2 to 36"),
        Case("1 << -1", "math_wrong_arguments", "<<"),
        Case("gcd(pi, 2)", "math_wrong_arguments", "exact integer"),
        Case("fraction(pi)", "math_wrong_arguments", "rounded"),
        Case("percentile([1], 101)", "math_wrong_arguments", "0 to 100"),
        Case("covariance([1, 2], [1])", "math_wrong_arguments", "same length, not of 2 and 1"),
        Case("correlation([1, 1], [1, 2])", "math_undefined", "not all the same"),
        Case("covariance([1], [1])", "math_undefined", "two pairs"),
        Case("quantile([1], 2)", "math_wrong_arguments", "0 to 1"),
        Case("harmean(0, 1)", "math_undefined", "positive"), Case("csc(0)", "math_undefined", "zero"),
        Case("primefactors(1)", "math_wrong_arguments", "from 2"),
        Case("primefactors(2^64)", "math_wrong_arguments", "primefactors"),
        Case("primefactors(1000003 * 1000033)", "math_too_large", "product of primes above 1000000"),
        Case("divisors(0)", "math_wrong_arguments", "from 1"),
        Case("sort(\"a\", 1)", "math_wrong_arguments", "found a text"),
    ]

    @Test(arguments: MathErrorTests.cases) func `an error names the place and what to do`(_ sample: Case)
        throws
    {
        let error = try #require(throws: (any Error).self) { try MathCase.call(sample.expression) }
        let failure = try #require(error as? any UserFacingError)
        #expect(failure.code == sample.code)
        let text = failure.hint.map { "\(failure.message) \($0)" } ?? failure.message
        #expect(text.contains(sample.says), "\(text)")
    }

    static let costly = [
        "9^9^9^9", "factorial(10^9)", "factorial(10^30)", "2^(2^40)", "2^-(2^40)", "10^10^10", "1e999999999",
        "1e-999999999", "1e99999999999999999999", "1 << 10^9", "fibonacci(10^12)", "binomial(10^9, 5 * 10^8)",
        "permutations(10^8, 10^7)", "exp(1000)", "1e308 * pi * 10", "gamma(200.5)", "isprime(2^44497 - 1)",
        "powmod(3, 2^200000, 2^200000 + 1)", "((((2^2000)^2000)^2000)^2000)", "decimal(1/3, 10^9)",
        "sin(10^100)", "1\(repeated("!", 200))+3!!!!", "[\(repeated("2^9000,", 10))1]",
        "[\(repeated("[2^9000],", 10))1]",
        "lcm(\((1...150).map { "\($0 * 1_000_003 + 1)^40" }.joined(separator: ",")))",
        (1...150).map { "1/(\($0)^7+1)" }.joined(separator: "+") + "+2^(2^40)", "\(repeated("(", 5_000))1",
        "\(repeated("-", 1_500))1", "\(repeated("2^", 900))2", "\(repeated("1+", 4_999))1",
        repeated("1", 10_001),
        repeated("[", 900),
    ]

    private static func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test(.timeLimit(.minutes(10)), arguments: MathErrorTests.costly)
    func `what would cost too much ends with an error or a result`(_ expression: String) throws {
        let error = try #require(throws: (any Error).self) { try MathCase.call(expression) }
        let failure = try #require(error as? any UserFacingError)
        #expect(
            failure.code == "math_too_large" || failure.code == "math_wrong_arguments",
            "\(failure.code) \(failure.message)")
        #expect(failure.message.utf8.count < 300)
    }

    @Test func `an impossible number is named by its digits`() throws {
        let error = try #require(throws: (any Error).self) { try MathCase.call("factorial(10^9)") }
        let failure = try #require(error as? any UserFacingError)
        #expect(failure.message.contains("about 8565705523 digits"), "\(failure.message)")
    }

    @Test func `long sums are no deep nesting`() throws {
        #expect(try MathCase.call(String(repeating: "1+", count: 999) + "1").text == "1000")
        let nested = String(repeating: "(", count: 90) + "7" + String(repeating: ")", count: 90)
        #expect(try MathCase.call(nested).text == "7")
    }

    @Test func `any piece of a valid expression gives a result or an error`() throws {
        let whole =
            "round(-2.5e1, [1]) + 3! % 4 of (0xff to hex) ≤ sin 30° , 'a' ~ √ mean([1,2]) and not 1 // 2"
        let characters = Array(whole)
        for start in characters.indices {
            for end in start..<characters.count {
                do { _ = try MathCase.call(String(characters[start...end])) } catch is any UserFacingError {}
            }
        }
    }
}
