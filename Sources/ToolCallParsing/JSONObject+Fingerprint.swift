// SPDX-License-Identifier: Apache-2.0

import JSON

extension JSONObject {
    /// The same for equal objects of one run of the program, and different for others but by an accident of 64 bits.
    ///
    /// `Hasher` withstands those who choose what is hashed, and takes a microsecond for 2 KiB of text for it. Nobody
    /// gains by a fingerprint: who makes two calls alike has one of them dropped.
    var fingerprint: Int {
        // The order of the members must not matter.
        var sum = count
        for (name, value) in self {
            var member = Hasher()
            member.combine(name.utf8Span.span.fold)
            value.combine(into: &member)
            sum &+= member.finalize()
        }
        return sum
    }
}

extension JSONValue {
    fileprivate func combine(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch self {
        case .string(let text): hasher.combine(text.utf8Span.span.fold)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { element.combine(into: &hasher) }
        case .object(let members): hasher.combine(members.fingerprint)
        case .null, .bool, .number: hasher.combine(self)
        }
    }
}

extension Span<UInt8> {
    /// All bytes and their count mixed into 64 bits, eight at a time.
    fileprivate var fold: UInt64 {
        var mixed = UInt64(count)
        var index = 0
        while index + 8 <= count {
            // Unsafe in name for types with invalid bit patterns, which an integer has not; the bounds are checked.
            mixed.mix(bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < count {
            rest = rest << 8 | UInt64(self[index])
            index += 1
        }
        mixed.mix(rest)
        return mixed
    }
}

extension UInt64 {
    /// Multiplies to 128 bits and folds the halves, so that each bit bears on all others.
    fileprivate mutating func mix(_ word: UInt64) {
        let product = (self ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        self = product.high ^ product.low &+ word
    }
}
