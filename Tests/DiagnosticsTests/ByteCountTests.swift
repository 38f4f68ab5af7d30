// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@Suite struct ByteCountTests {
    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"),
        ((1 << 20) - 1, "1023.9 KiB"), (1 << 20, "1 MiB"), (5 << 30, "5 GiB"), (3 << 40, "3 TiB"),
        (Int.max, "8388607.9 TiB"),
    ])
    func `a number of bytes reads as people write it`(_ bytes: Int, _ text: String) {
        #expect(ByteCount(bytes).text == text)
    }

    @Test func `more than 64 bits can hold is the largest`() {
        #expect(ByteCount(UInt64.max).text == ByteCount(Int64.max).text)
    }
}
