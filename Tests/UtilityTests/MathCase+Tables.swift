// SPDX-License-Identifier: Apache-2.0

/// The tables: what each expression comes to.
extension MathCase {
    static let operators = [
        MathCase("2 + 2 * 3", "8"), MathCase("2+2", "4"), MathCase("(2 + 2) * 3", "12"),
        MathCase("7 - 10", "-3"),
        MathCase("-2^2", "-4"), MathCase("(-2)^2", "4"), MathCase("2^-1", "0.5"), MathCase("2^3^2", "512"),
        MathCase("2**10", "1024"), MathCase("2^-3^2", "0.001953125"), MathCase("10 / 4", "2.5"),
        MathCase("7 // 2", "3"), MathCase("-7 // 2", "-4"), MathCase("7 % 3", "1"), MathCase("-7 mod 3", "2"),
        MathCase("7.5 mod 2", "1.5"), MathCase("10 % (-3)", "-2"), MathCase("rem(-7, 3)", "-1"),
        MathCase("5!", "120"), MathCase("3!!", "720"), MathCase("2 * 3!", "12"), MathCase("-3!", "-6"),
        MathCase("+5", "5"), MathCase("--5", "5"), MathCase("1 - -1", "2"), MathCase("2(3 + 4)", "14"),
        MathCase("(1 + 2)(3 + 4)", "21"), MathCase("6 ÷ 2 × 3 − 1", "8"), MathCase("√16 + 1", "5"),
        MathCase("1_000_000 * 2", "2000000"), MathCase("  3\n+\t4 ", "7"), MathCase("Math.floor(2.9)", "2"),
        MathCase("SQRT(9)", "3"), MathCase("if(2 > 1, 10, 20)", "10"),
    ]

    static let exactNumbers = [
        MathCase("0.1 + 0.2", "0.3"), MathCase("0.1 + 0.2 - 0.3", "0"), MathCase("1.10 * 3", "3.3"),
        MathCase("12345678901234567890 * 98765432109876543210", "1219326311370217952237463801111263526900"),
        MathCase("2^200", "1606938044258990275541962092341162602522202993782792835301376"),
        MathCase("9007199254740993 + 0", "9007199254740993"), MathCase("1e3", "1000"),
        MathCase("2.5e-3", "0.0025"),
        MathCase("1e-30 * 1e30", "1"), MathCase("(1 + 0.19) * 49.90", "59.381"), MathCase("1 / 8", "0.125"),
        MathCase("1/3 + 1/3 + 1/3", "1"), MathCase("0.5", "0.5"), MathCase(".5 + .25", "0.75"),
        MathCase("1e21 + 1", "1000000000000000000001"), MathCase("1.05^10", "1.62889462677744140625"),
        MathCase("1e-200", "1e-200"), MathCase("-0.0", "0"), MathCase("2^-64 * 2^64", "1"),
        MathCase("(2/3)^-2", "2.25"), MathCase("100!/98!", "9900"),
        MathCase(
            "factorial(100)",
            "93326215443944152681699238856266700490715968264381621468592963895217599993229915608941463976156518286253"
                + "697920827223758251185210916864000000000000000000000000"
        ),
    ]

    static let fractions = [
        MathCase("1/3", "0.33333333333333333333", exact: false),
        MathCase("2/3", "0.66666666666666666667", exact: false),
        MathCase("fraction(1/3)", "1/3"), MathCase("fraction(0.1 + 0.2)", "3/10"),
        MathCase("1/3 to fraction", "1/3"),
        MathCase("fraction(4/2)", "2"), MathCase("fraction(-0.75)", "-3/4"), MathCase("numerator(6/4)", "3"),
        MathCase("denominator(6/4)", "2"), MathCase("decimal(1/3, 5)", "0.33333", exact: false),
        MathCase("decimal(2, 2)", "2.00"), MathCase("decimal(-1/8, 2)", "-0.13", exact: false),
        MathCase("10000000/3", "3333333.3333333333333", exact: false),
        MathCase("1/3e10", "3.3333333333333333333e-11", exact: false),
        MathCase("99999999999999999999.9999 / 3 * 3", "99999999999999999999.9999"),
    ]

    static let approximations = [
        MathCase("sqrt(2)", "1.4142135623731", exact: false),
        MathCase("pi", "3.14159265358979", exact: false),
        MathCase("sqrt(16)", "4"), MathCase("sqrt(2.25)", "1.5"), MathCase("sqrt(1/9) * 3", "1"),
        MathCase("cbrt(-27)", "-3"), MathCase("root(2^90, 9)", "1024"), MathCase("8^(1/3)", "2"),
        MathCase("4^0.5", "2"),
        MathCase("27^(2/3)", "9"), MathCase("sqrt(10^400) == 10^200", "true"),
        MathCase("sqrt(10^401) / 10^200", "3.16227766016838", exact: false),
        MathCase("sqrt(10^-400) * 10^200", "1"), MathCase("e^1", "2.71828182845905", exact: false),
        MathCase("exp(0)", "1"), MathCase("ln(1)", "0"), MathCase("ln(e)", "1", exact: false),
        MathCase("log(1000)", "3"),
        MathCase("log(8, 2)", "3"), MathCase("log2(1024)", "10"), MathCase("log10(0.001)", "-3"),
        MathCase("ln(10^400)", "921.034037197618", exact: false),
        MathCase("log(2)", "0.301029995663981", exact: false),
        MathCase("2^0.5 * 2^0.5 == 2", "true"), MathCase("1e200 * pi", "3.14159265358979e200", exact: false),
        MathCase("2pi", "6.28318530717959", exact: false),
    ]

    static let angles = [
        MathCase("sin(0)", "0"), MathCase("sin(pi)", "0", exact: false),
        MathCase("sin(pi/6)", "0.5", exact: false),
        MathCase("sin(30 deg)", "0.5"), MathCase("sin(30 degrees)", "0.5"), MathCase("cos(60°)", "0.5"),
        MathCase("tan(45°)", "1"),
        MathCase("sind(-30)", "-0.5"),
        MathCase("cosd(720)", "1"), MathCase("sin(390°)", "0.5"), MathCase("cos(pi/2)", "0", exact: false),
        MathCase("atan(1) * 4", "3.14159265358979", exact: false),
        MathCase("degrees(pi)", "180", exact: false),
        MathCase("radians(180)", "3.14159265358979", exact: false),
        MathCase("pi to degrees", "180", exact: false), MathCase("acos(0) to deg", "90", exact: false),
        MathCase("deg(pi)", "180", exact: false),
        MathCase("30 deg in rad", "0.523598775598299", exact: false),
        MathCase("sec(60 deg)", "2"), MathCase("csc(30°)", "2"), MathCase("cot(45 deg)", "1"),
        MathCase("cot(1) * tan(1)", "1", exact: false),
        MathCase("asin(0)", "0"), MathCase("acos(1)", "0"),
        MathCase("atan2(1, 1) * 4", "3.14159265358979", exact: false),
        MathCase("hypot(3, 4)", "5"), MathCase("sinh(0)", "0"), MathCase("cosh(0)", "1", exact: false),
        MathCase("sin(1)^2 + cos(1)^2", "1", exact: false),
        MathCase("tand(60)", "1.73205080756888", exact: false),
    ]

    static let percentages = [
        MathCase("50%", "0.5"), MathCase("50% of 80", "40"), MathCase("200 + 10%", "220"),
        MathCase("200 - 15%", "170"),
        MathCase("80 * 25%", "20"), MathCase("20% + 5", "5.2"), MathCase("10% - 3%", "0.07"),
        MathCase("10% + 5% - 1%", "0.14"), MathCase("100 + 10% + 10%", "121"),
        MathCase("7 % 4", "3"),
        MathCase("(100 + 20) + 50%", "180"),
    ]

    static let logic = [
        MathCase("1 < 2", "true"), MathCase("2 <= 2", "true"), MathCase("3 > 4", "false"),
        MathCase("1/3 = 2/6", "true"),
        MathCase("0.1 + 0.2 == 0.3", "true"), MathCase("1 != 1", "false"),
        MathCase("1 < 2 and 3 < 2", "false"),
        MathCase("1 < 2 or 3 < 2", "true"), MathCase("not 1 > 2", "true"), MathCase("2 ≥ 3", "false"),
        MathCase("5 & 3", "1"), MathCase("5 | 3", "7"), MathCase("5 xor 3", "6"), MathCase("~0", "-1"),
        MathCase("1 << 70", "1180591620717411303424"), MathCase("-8 >> 1", "-4"),
        MathCase("bitand(12, 10)", "8"),
        MathCase("popcount(255)", "8"),
    ]

    static let bases = [
        MathCase("hex(255)", "0xff"), MathCase("255 to hex", "0xff"), MathCase("255 in hex", "0xff"),
        MathCase("0.75 as fraction", "3/4"), MathCase("bin(10)", "0b1010"),
        MathCase("oct(8)", "0o10"),
        MathCase("base(35, 36)", "z"), MathCase("0xff + 0b11 + 0o7", "265"), MathCase("hex(-16)", "-0x10"),
        MathCase("frombase(\"ff\", 16)", "255"), MathCase("frombase('zz', 36)", "1295"),
        MathCase("hex(255) + 1", "256"),
    ]

    static let integers = [
        MathCase("gcd(12, 18)", "6"), MathCase("gcd(2^100, 6^50) == 2^50", "true"),
        MathCase("lcm(4, 6, 10)", "60"),
        MathCase("gcd(0, 5)", "5"), MathCase("lcm(0, 5)", "0"),
        MathCase("powmod(2, 1000, 1000007)", "783922"),
        MathCase("powmod(3, 10^50, 7)", "4"), MathCase("modinv(3, 11)", "4"),
        MathCase("isprime(2^61 - 1)", "true"),
        MathCase("isprime(561)", "false"), MathCase("isprime(1)", "false"), MathCase("binomial(5, 2)", "10"),
        MathCase("nCr(52, 5)", "2598960"), MathCase("binomial(3, 5)", "0"), MathCase("nPr(5, 2)", "20"),
        MathCase("fibonacci(0)", "0"), MathCase("fib(100)", "354224848179261915075"),
        MathCase("gamma(5)", "24"),
        MathCase("factorial(0)", "1"), MathCase("digits(factorial(1000))", "2568"),
        MathCase("factorial(10000) mod 10007", "6991"),
        MathCase("factorial(20000) mod 20011 // 1", "15826"),
        MathCase("factorial(20000) / factorial(19999)", "20000"),
        MathCase("primefactors(360)", "[2, 2, 2, 3, 3, 5]"), MathCase("factor(97)", "[97]"),
        MathCase("primefactors(2^61 - 1)", "[2305843009213693951]"),
        MathCase("primefactors(999983 * 999983)", "[999983, 999983]"),
        MathCase("primefactors(2 * 1000000007)", "[2, 1000000007]"),
        MathCase("divisors(12)", "[1, 2, 3, 4, 6, 12]"), MathCase("divisors(1)", "[1]"),
        MathCase("divisors(36)", "[1, 2, 3, 4, 6, 9, 12, 18, 36]"),
        MathCase("count(divisors(720720))", "240"),
        MathCase("mod(-7, -3)", "-1"), MathCase("7 // -2", "-4"), MathCase("-6 mod 3", "0"),
        MathCase("7 mod -7", "0"),
    ]

    static let rounding = [
        MathCase("round(2.5)", "3"), MathCase("round(-2.5)", "-3"), MathCase("round(2.345, 2)", "2.35"),
        MathCase("round(1234, -2)", "1200"), MathCase("round(pi, 4)", "3.1416"),
        MathCase("floor(-2.1)", "-3"),
        MathCase("ceil(2.1)", "3"), MathCase("ceil(-2.9)", "-2"), MathCase("trunc(-2.9)", "-2"),
        MathCase("abs(-3.5)", "3.5"),
        MathCase("sign(-2)", "-1"), MathCase("frac(2.75)", "0.75"), MathCase("min(3, 1, 2)", "1"),
        MathCase("max([3, 1, 2])", "3"),
        MathCase("clamp(15, 0, 10)", "10"),
    ]

    static let lists = [
        MathCase("mean(1, 2, 3, 4)", "2.5"), MathCase("mean([0.1, 0.2])", "0.15"),
        MathCase("median([5, 1, 3])", "3"),
        MathCase("median(4, 1, 3, 2)", "2.5"), MathCase("mode(1, 2, 2, 3)", "2"),
        MathCase("mode(1, 1, 2, 2)", "[1, 2]"),
        MathCase("sum([1, 2, 3], 4)", "10"), MathCase("product(1, 2, 3, 4)", "24"),
        MathCase("count([1, 2, 3])", "3"),
        MathCase("count([])", "0"), MathCase("range(4, 9, 1)", "8"),
        MathCase("variance(2, 4, 4, 4, 5, 5, 7, 9)", "4.5714285714285714286", exact: false),
        MathCase("pvariance(2, 4, 4, 4, 5, 5, 7, 9)", "4"), MathCase("pstdev([2, 4, 4, 4, 5, 5, 7, 9])", "2"),
        MathCase("stdev(1, 2, 3)", "1"), MathCase("percentile([1, 2, 3, 4, 5], 90)", "4.6"),
        MathCase("geomean(2, 8)", "4"), MathCase("harmean(1, 4, 4)", "2"),
        MathCase("quantile([1, 2, 3, 4, 5], 0.25)", "2"), MathCase("dot([1, 2], [3, 4])", "11"),
        MathCase("covariance([1, 2, 3], [2, 4, 6])", "2"), MathCase("correlation([1, 2, 3], [2, 4, 6])", "1"),
        MathCase("correlation([1, 2, 3], [3, 2, 1])", "-1"),
        MathCase("correlation([1, 2, 3, 4], [1, 3, 2, 4])", "0.8"),
        MathCase("sort(3, 1, 2)", "[1, 2, 3]"), MathCase("[1, 1/2]", "[1, 0.5]"),
        MathCase("[1, 2] == [1, 2]", "true"),
    ]
}
