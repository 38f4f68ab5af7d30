// SPDX-License-Identifier: Apache-2.0

import Testing
import ToolABI

/// What plugins already built rely on: no value may ever change.
@Suite struct ConstantsTests {
    @Test func `the version is 1.0`() {
        #expect(TH_ABI_VERSION == 0x0001_0000)
        #expect(TH_ABI_MIN == 0x0001_0000)
    }

    @Test func `the magic number spells toolhost`() {
        let bytes = withUnsafeBytes(of: TH_MAGIC.bigEndian) { Array($0) }
        #expect(String(decoding: bytes, as: UTF8.self) == "toolhost")
    }

    @Test func `the statuses are as they were`() {
        #expect(
            [TH_OK, TH_FAILED, TH_INVALID, TH_NOT_FOUND, TH_LIMIT, TH_ENDED, TH_CANCELLED, TH_UNSUPPORTED]
                == [0, -1, -2, -3, -4, -5, -6, -7])
    }

    @Test func `each hint has a bit of its own`() {
        let hints = [
            TH_HINT_READ_ONLY, TH_HINT_WRITES, TH_HINT_DESTRUCTIVE, TH_HINT_ADDITIVE, TH_HINT_IDEMPOTENT,
            TH_HINT_NOT_IDEMPOTENT, TH_HINT_OPEN_WORLD, TH_HINT_CLOSED_WORLD,
        ]
        #expect(hints == (0..<8).map { 1 << $0 })
    }

    @Test func `the extensions are found by these ids`() {
        #expect(
            [TH_EXT_LOG, TH_EXT_CONFIG, TH_EXT_PATHS, TH_EXT_TOOLS]
                == ["th.log/1", "th.config/1", "th.paths/1", "th.tools/1"])
    }
}
