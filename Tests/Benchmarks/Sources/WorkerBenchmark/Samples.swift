// SPDX-License-Identifier: Apache-2.0

/// How long something took, many times over.
struct Samples: CustomStringConvertible {
    private var microseconds: [Double] = []

    /// Runs `body` and remembers how long it took.
    mutating func measure(_ body: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        try body()
        add(start)
    }

    /// The same for what waits.
    mutating func measure(_ body: () async throws -> Void) async rethrows {
        let start = ContinuousClock.now
        try await body()
        add(start)
    }

    /// The median beside that of others.
    func ratio(to others: Samples) -> Double { rounded(quantile(0.5) / others.quantile(0.5)) }

    /// The bytes of one over the median time.
    func rate(bytes: Int) -> String { "\(rounded(Double(bytes) / quantile(0.5) / 1000)) GB/s" }

    var description: String {
        "median \(rounded(quantile(0.5))) us, 99 % \(rounded(quantile(0.99))) us, least \(rounded(quantile(0))) us"
    }

    private mutating func add(_ start: ContinuousClock.Instant) {
        microseconds.append((ContinuousClock.now - start) / .microseconds(1))
    }

    private func quantile(_ part: Double) -> Double {
        let sorted = microseconds.sorted()
        return sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * part)]
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
