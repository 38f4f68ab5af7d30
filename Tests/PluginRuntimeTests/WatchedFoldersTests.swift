// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import PluginRuntime

/// An event, and whether it may change what plugins there are.
private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let event: WatchedFolders.Event
    var isNewFile = false
    let isOfConcern: Bool

    init(
        _ name: String, watch: Int32, _ mask: Int, _ file: String, isNewFile: Bool = false,
        _ isOfConcern: Bool
    ) {
        self.name = name
        event = WatchedFolders.Event(watch: watch, mask: UInt32(mask), name: file)
        self.isNewFile = isNewFile
        self.isOfConcern = isOfConcern
    }

    var testDescription: String { name }
}

private let folder: Int32 = 1
private let above: Int32 = 2

private let cases: [Case] = [
    Case("written", watch: folder, Int(IN_CLOSE_WRITE), "a.so", true),
    Case("made, and being written", watch: folder, Int(IN_CREATE), "a.so", isNewFile: true, false),
    Case("a link was made", watch: folder, Int(IN_CREATE), "a.so", true),
    Case("put into place", watch: folder, Int(IN_MOVED_TO), "a.so", isNewFile: true, true),
    Case("taken away", watch: folder, Int(IN_MOVED_FROM), "a.so", true),
    Case("deleted", watch: folder, Int(IN_DELETE), "a.so", true),
    Case("a library that a plugin brings along", watch: folder, Int(IN_MOVED_TO), "liba.so.1", true),
    Case("other rights", watch: folder, Int(IN_ATTRIB), "a.so", true),
    Case("what the plugin may do", watch: folder, Int(IN_CLOSE_WRITE), "a.plugin.json", true),
    Case("another file", watch: folder, Int(IN_CLOSE_WRITE), "notes.txt", false),
    Case("a hidden file", watch: folder, Int(IN_CLOSE_WRITE), ".a.so", false),
    Case("the folder's rights", watch: folder, Int(IN_ATTRIB), "", true),
    Case("the folder is gone", watch: folder, Int(IN_DELETE_SELF), "", true),
    Case("the folder was moved", watch: folder, Int(IN_MOVE_SELF), "", true),
    Case("the folder was made", watch: above, Int(IN_CREATE), "plugins", true),
    Case("the folder was put there", watch: above, Int(IN_MOVED_TO), "plugins", true),
    Case("another folder was made", watch: above, Int(IN_CREATE), "sandbox", false),
    Case("a plugin beside the folder", watch: above, Int(IN_MOVED_TO), "a.so", false),
    Case("too many events", watch: -1, Int(IN_Q_OVERFLOW), "", true),
    Case("a watch that is not any more", watch: 9, Int(IN_CLOSE_WRITE), "a.so", false),
    Case("the end of a watch", watch: folder, Int(IN_IGNORED), "", false),
]

@Suite struct WatchedFoldersTests {
    @Test(arguments: cases)
    private func `an event counts when it may change what plugins there are`(example: Case) {
        var folders = WatchedFolders()
        folders.add(folder, holdsPlugins: true, step: nil)
        folders.add(above, holdsPlugins: false, step: "plugins")
        #expect(folders.concerns(example.event) { _, _ in example.isNewFile } == example.isOfConcern)
    }

    @Test func `events are read one behind the other, whatever follows the name`() {
        func event(_ watch: UInt8, _ mask: UInt8, _ name: [UInt8]) -> [UInt8] {
            [watch, 0, 0, 0, mask, 0, 0, 0, 0, 0, 0, 0, UInt8(name.count), 0, 0, 0] + name
        }
        let bytes =
            event(1, 8, Array("a.so".utf8) + [0, 0, 0, 0]) + event(2, 4, [])
            + event(3, 2, Array("b.so".utf8) + [0])
        let expected = [
            WatchedFolders.Event(watch: 1, mask: 8, name: "a.so"),
            WatchedFolders.Event(watch: 2, mask: 4, name: ""),
            WatchedFolders.Event(watch: 3, mask: 2, name: "b.so"),
        ]
        #expect(WatchedFolders.events(in: bytes[...]) == expected)
        for end in bytes.indices {
            #expect(expected.starts(with: WatchedFolders.events(in: bytes[..<end])))
        }
    }
}
