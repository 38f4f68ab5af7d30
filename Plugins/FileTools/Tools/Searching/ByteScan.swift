// SPDX-License-Identifier: Apache-2.0

internal import CByteScan

/// Looks through spans of bytes at the speed of the memory.
enum ByteScan {
    /// The index of the first `byte` in `range`; nil when there is none.
    static func first(_ byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let place = unsafe bytes.extracting(range).withUnsafeBufferPointer { buffer in
            unsafe cbytescan_first(buffer.baseAddress, buffer.count, byte)
        }
        return place < range.count ? range.lowerBound + place : nil
    }

    /// The index after the last `byte` in `range`; the start of the range when there is none.
    static func afterLast(_ byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        let place = unsafe bytes.extracting(range).withUnsafeBufferPointer { buffer in
            unsafe cbytescan_after_last(buffer.baseAddress, buffer.count, byte)
        }
        return range.lowerBound + place
    }

    /// How often `byte` stands in `range`.
    static func count(_ byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        unsafe bytes.extracting(range).withUnsafeBufferPointer { buffer in
            unsafe cbytescan_count(buffer.baseAddress, buffer.count, byte)
        }
    }

    /// Whether all bytes in `range` are ASCII.
    static func isASCII(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let answer = unsafe bytes.extracting(range).withUnsafeBufferPointer { buffer in
            unsafe cbytescan_is_ascii(buffer.baseAddress, buffer.count)
        }
        return answer != 0
    }
}
