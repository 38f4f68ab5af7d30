// SPDX-License-Identifier: Apache-2.0

import NetTools
public import ToolABI
import ToolKit

private let entry = unsafe PluginEntry(.netTools) { host, registrar, instance in
    unsafe PluginEntry.start(.netTools, host, registrar, instance)
}

/// What the host finds the plugin by; see `toolhost.h`.
@c @implementation
public func th_plugin_entry_v1() -> UnsafePointer<th_plugin>? {
    unsafe entry.descriptor
}
