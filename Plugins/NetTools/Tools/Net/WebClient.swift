// SPDX-License-Identifier: Apache-2.0

internal import ToolKit

/// Sends requests to the public net, and to no other: every hop is checked like the first.
struct WebClient: Sendable {
    /// Stands in for the system's look-up of names; nil where the system is to be asked.
    typealias Names = @Sendable (_ host: String) -> [String]?

    var limits = NetLimits()
    /// What may be reached though private.
    var hosts = PrivateHosts()
    var names: Names = { _ in nil }

    /// Sends a request and follows redirects.
    ///
    /// - Returns: The last answer, whatever its status.
    /// - Throws: `NetError`, or `CancellationError`.
    func send(_ request: WebRequest, context: ToolContext) throws -> WebResponse {
        let now = ContinuousClock.now
        let deadline = min(now + limits.total, (context.deadline ?? now + limits.total) - Self.margin)
        let client = try CurlClient(AddressGuard(hosts), limits: limits)
        var request = request
        for _ in 0...limits.redirects {
            try Self.check(request.address)
            let response = try client.exchange(
                request, addresses: names(request.address.host), deadline: deadline, context: context)
            guard let target = try Self.target(of: response) else { return response }
            request = request.redirected(to: target, status: response.status)
        }
        throw NetError(
            .tooManyRedirects, "\(request.address.shownHost) sends from one page to the next without end.",
            hint: "Use another URL; the page may need a log-in or cookies, which are not kept."
        )
    }

    /// What the host needs to hear of the failure before it stops waiting.
    private static let margin = Duration.milliseconds(500)

    private static func target(of response: WebResponse) throws(NetError) -> WebAddress? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.location else {
            return nil
        }
        guard let target = WebAddress(location, relativeTo: response.address) else {
            throw NetError(
                .invalidURL,
                "\(response.address.shownHost) sends on to \"\(String(location.prefix(200)))\", which is no URL."
            )
        }
        return target
    }

    /// - Throws: `NetError` for an address that is never asked, wherever it leads.
    static func check(_ address: WebAddress) throws(NetError) {
        guard address.isWeb else {
            throw NetError(
                .scheme, "\"\(String(address.scheme.prefix(40))):\" is not fetched, only http and https are.",
                hint: "For files of the sandbox use the tool files."
            )
        }
        guard !address.host.isEmpty else {
            throw NetError(
                .invalidURL, "The URL names no host.", hint: "Give it as https://example.com/page.")
        }
        guard !address.hasCredentials else {
            throw NetError(
                .invalidURL, "The URL has a user name or password in it, which are not sent.",
                hint: "Leave them out, or send a header Authorization if the user gave you one."
            )
        }
        guard !blockedPorts.contains(address.port) else {
            throw NetError(
                .blockedPort,
                "Port \(address.port) belongs to another protocol than HTTP and is not connected to.",
                hint: "Use the URL of a web page."
            )
        }
    }

    /// Ports on which a request would be read as something else (Fetch standard, port blocking).
    private static let blockedPorts: Set<UInt16> = [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
        104,
        109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
        515,
        526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
        2049,
        3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
        11211,
    ]
}
