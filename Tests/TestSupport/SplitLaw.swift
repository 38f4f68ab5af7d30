// SPDX-License-Identifier: Apache-2.0

/// The ways in which a stream of bytes may be cut, for the law that the cut must not matter.
package enum SplitLaw {
    /// One way to cut, with a name for messages.
    package struct Cut: Sendable, CustomStringConvertible {
        package var name: String
        package var chunks: [[UInt8]]

        package var description: String { name }
    }

    /// The stream whole, by character, by byte, at each single place, and at random places.
    ///
    /// - Parameters:
    ///   - bytes: the stream.
    ///   - singlePlaces: at most so many single places, spread evenly.
    ///   - seeds: how many random cuts; the seed is the cut's number.
    /// - Returns: the cuts, each with the whole stream in its chunks.
    package static func everySplit(
        of bytes: [UInt8], singlePlaces: Int = 64, seeds: Int = 16
    ) -> [Cut] {
        var cuts = [
            Cut(name: "whole", chunks: [bytes]),
            Cut(name: "by character", chunks: byCharacter(bytes)),
            Cut(name: "by byte", chunks: bytes.map { [$0] }),
        ]
        let step = max(1, bytes.count / max(1, singlePlaces))
        for place in stride(from: 1, to: max(1, bytes.count), by: step) {
            let chunks = [Array(bytes[..<place]), Array(bytes[place...])]
            cuts.append(Cut(name: "at \(place)", chunks: chunks))
        }
        for seed in 0..<seeds {
            cuts.append(Cut(name: "random, seed \(seed)", chunks: random(bytes, seed: UInt64(seed))))
        }
        return cuts
    }

    private static func byCharacter(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let text = String(validating: bytes, as: UTF8.self) else { return bytes.map { [$0] } }
        return text.map { Array(String($0).utf8) }
    }

    /// Chunks of 0 to 8 bytes now and then, of any length otherwise.
    private static func random(_ bytes: [UInt8], seed: UInt64) -> [[UInt8]] {
        var generator = SeededGenerator(seed: seed)
        var chunks: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let longest = seed.isMultiple(of: 2) ? 8 : 64
            let length = Int.random(in: 0...longest, using: &generator)
            let end = min(bytes.count, start + length)
            chunks.append(Array(bytes[start..<end]))
            start = end
        }
        return chunks
    }
}
