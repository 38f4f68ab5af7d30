// SPDX-License-Identifier: Apache-2.0

internal import BigInt

extension MathFunction {
    /// Prime numbers and divisors.
    static let primes: [MathFunction] = [
        MathFunction("isprime", "is_prime", arguments: 1...1, usage: "isprime(n)") {
            (arithmetic, values) throws(MathError) in
            .bool(try isPrime(try values[0].integer("isprime"), &arithmetic))
        },
        MathFunction(
            "primefactors", "factor", "factors", "factorize", arguments: 1...1,
            usage: "primefactors(n); a list"
        ) {
            (arithmetic, values) throws(MathError) in
            .list(
                try factors(of: try values[0].int("primefactors", 2...Int.max), &arithmetic).map {
                    .integer($0)
                })
        },
        MathFunction("divisors", arguments: 1...1, usage: "divisors(n); a list") {
            (arithmetic, values) throws(MathError) in
            var found = [1]
            var power = (prime: 0, divisors: found)
            for prime in try factors(of: try values[0].int("divisors", 1...Int.max), &arithmetic) {
                // Only what the last factor of its kind has brought is new with the next one.
                let base = prime == power.prime ? power.divisors : found
                power = (prime, base.map { $0 * prime })
                found += power.divisors
            }
            return .list(found.sorted().map { .integer($0) })
        },
    ]

    static func isPrime(_ number: BigInt, _ arithmetic: inout ExactArithmetic) throws(MathError) -> Bool {
        guard number > 1 else { return false }
        let words = ExactArithmetic.words(number.bitWidth)
        try arithmetic.charge(primeRounds * 8 * words * words * number.bitWidth)
        return number.isPrime(rounds: primeRounds)
    }

    /// A composite number passes all rounds with a probability below 4^-20.
    private static let primeRounds = 20

    /// The prime factors in ascending order; none for 1.
    private static func factors(
        of number: Int, _ arithmetic: inout ExactArithmetic
    ) throws(MathError) -> [Int] {
        var (rest, found) = (number, [Int]())
        var divisor = 2
        while divisor <= largestDivisor, divisor * divisor <= rest {
            while rest % divisor == 0 {
                found.append(divisor)
                rest /= divisor
            }
            divisor += divisor == 2 ? 1 : 2
        }
        guard rest > 1 else { return found }
        // What has no small divisor is prime, or the product of large primes.
        var isLast = divisor <= largestDivisor
        if !isLast { isLast = try isPrime(BigInt(rest), &arithmetic) }
        guard isLast else {
            throw MathError(
                .tooLarge,
                "\(rest) is a product of primes above \(largestDivisor), which are not searched for.")
        }
        return found + [rest]
    }

    /// Half a million divisions take a few milliseconds.
    private static let largestDivisor = 1_000_000
}
