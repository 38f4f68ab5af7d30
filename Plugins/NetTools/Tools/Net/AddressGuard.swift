// SPDX-License-Identifier: Apache-2.0

/// Decides, at the moment a socket is opened, whether its address may be connected to.
final class AddressGuard {
    private let hosts: PrivateHosts
    private var host = ""
    /// The addresses of the current host that were turned down.
    private(set) var refused: [IPAddress] = []

    init(_ hosts: PrivateHosts) {
        self.hosts = hosts
    }

    /// A request to another URL begins.
    func begin(_ address: WebAddress) {
        host = address.host
        refused = []
    }

    func admit(_ bytes: [UInt8], port: UInt16) -> Bool {
        guard let address = IPAddress(bytes: bytes) else { return false }
        if address.privacy == nil || hosts.allow(address, host: host, port: port) { return true }
        refused.append(address)
        return false
    }
}
