// SPDX-License-Identifier: Apache-2.0

import Confinement
import Foundation
import PluginRuntime

/// What each plugin that comes with the host may do: the least that its tools need.
enum BundledPermissions {
    /// The plugins by the paths of their libraries, links resolved.
    ///
    /// - Parameters:
    ///   - paths: what `BundledPlugins.paths` gives.
    ///   - launcher: the program that confines commands.
    ///   - execAllow: the programs that the operator adds for commands.
    /// - Returns: those of them that are the host's own.
    static func known(
        _ paths: [String], launcher: String?, execAllow: String?
    ) -> [String: KnownPlugin] {
        let plugins = [
            "libFileTools.so": KnownPlugin(id: "dev.toolhost.filetools", permissions: files),
            "libArchiveTools.so": KnownPlugin(id: "dev.toolhost.archivetools", permissions: files),
            "libNetTools.so": KnownPlugin(id: "dev.toolhost.nettools", permissions: net),
            "libUtility.so": KnownPlugin(
                id: BundledPlugins.utility, permissions: utility(launcher: launcher, execAllow: execAllow)),
        ]
        var known: [String: KnownPlugin] = [:]
        for (name, plugin) in plugins {
            // In an installed host the path is the folder of all of them.
            for place in paths where place.hasSuffix("/\(name)") || !place.hasSuffix(".so") {
                let path = place.hasSuffix(".so") ? place : "\(place)/\(name)"
                known[URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)] = plugin
            }
        }
        return known
    }

    /// The sandbox.
    ///
    /// A copy keeps modes and times; and no limit is put to what may be copied.
    private static let files = PluginPermissions(
        sandbox: .write, attributes: .opened,
        limits: PluginResourceLimits(fileBytes: 1 << 50, descriptors: 1024, threads: 512))

    /// Sockets, and what resolving names and checking certificates reads; no sandbox.
    private static let net = PluginPermissions(
        readable: [
            "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/gai.conf", "/etc/nsswitch.conf",
            "/etc/services", "/etc/protocols",
            // What /etc/resolv.conf leads to on many systems, which is replaced with every new network.
            "/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager/resolv.conf",
            // Certificates, where distributions keep them.
            "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/crypto-policies",
            "/usr/share/ca-certificates", "/usr/local/share/ca-certificates", "/usr/share/pki",
        ],
        network: true, limits: PluginResourceLimits(threads: 256))

    /// Starting the launcher and, through it, the programs of the list; what these read, and the sandbox.
    ///
    /// The launcher confines each of them further, and decides about each start.
    private static func utility(launcher: String?, execAllow: String?) -> PluginPermissions {
        PluginPermissions(
            sandbox: .write, readable: ProgramNeeds.all, writable: [ProgramNeeds.sink],
            programs: (launcher.map { [$0] } ?? [])
                + AllowedPrograms(extra: execAllow).programs.compactMap(\.found),
            launchesPrograms: true, attributes: .all, limits: PluginResourceLimits(memoryBytes: 1 << 30))
    }
}
