// SPDX-License-Identifier: Apache-2.0

/// A page that has been fetched and read, whole.
struct FetchedPage: Sendable, Hashable {
    /// Where it came from, after redirects.
    let address: WebAddress
    let status: Int
    let statusText: String
    let page: PageText
    /// Whether the server sent nothing at all.
    let isEmpty: Bool
    /// How large the body is, in bytes; nil where only a part was read and the server did not announce the rest.
    let bodyBytes: Int?

    /// - Throws: `NetError` when memory is short.
    init(_ response: WebResponse, as format: PageFormat) throws(NetError) {
        address = response.address
        status = response.status
        statusText = response.statusText
        page = try PageText(response, as: format)
        isEmpty = response.body.isEmpty
        bodyBytes = response.isCut ? response.announcedBytes : response.body.count
    }
}
