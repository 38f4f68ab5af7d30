// SPDX-License-Identifier: Apache-2.0

/// One version of a plugin's file in the store.
struct StoredCopy: Sendable, Hashable {
    let hash: ContentHash
    /// Where it is; the name is the hash.
    let path: String
}
