// SPDX-License-Identifier: Apache-2.0

import Confinement
import Testing

@Suite struct CappedBytesTests {
    @Test(arguments: 0...40)
    func `beginning and end are kept however the output is cut`(total: Int) {
        let bytes = (0..<total).map { UInt8($0) }
        for piece in 1...max(1, total) {
            var kept = CappedBytes(halfBytes: 8)
            for start in stride(from: 0, to: total, by: piece) {
                kept.append(bytes[start..<min(total, start + piece)])
            }
            #expect(kept.totalBytes == total)
            #expect(kept.omittedBytes == max(0, total - 16))
            if total <= 16 {
                #expect(kept.beginning == bytes)
                #expect(kept.ending.isEmpty)
            } else {
                #expect(kept.beginning == Array(bytes.prefix(8)))
                #expect(kept.ending == Array(bytes.suffix(8)))
            }
        }
    }
}
