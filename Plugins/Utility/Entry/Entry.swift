// SPDX-License-Identifier: Apache-2.0

public import ToolABI
import ToolKit
import Utility

private let entry = unsafe PluginEntry(.utility) { host, registrar, instance in
    unsafe PluginEntry.start(.utility, host, registrar, instance)
}

/// What the host finds the plugin by; see `toolhost.h`.
@c @implementation
public func th_plugin_entry_v1() -> UnsafePointer<th_plugin>? {
    unsafe entry.descriptor
}
