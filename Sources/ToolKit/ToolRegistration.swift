// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI

/// Turns a `Tool` into the C struct that the host copies.
enum ToolRegistration {
    static func add(
        _ tool: Tool, ctx: UnsafeMutableRawPointer, to registrar: UnsafeMutablePointer<th_registrar>
    ) -> th_status {
        unsafe BorrowedText.lend(tool.name) { name in
            unsafe BorrowedText.lend(tool.title) { title in
                unsafe BorrowedText.lend(tool.description) { description in
                    unsafe BorrowedText.lend(tool.input.jsonText()) { input in
                        unsafe BorrowedText.lend(tool.output?.jsonText()) { output in
                            var entry = unsafe th_tool()
                            unsafe entry.struct_size = UInt32(MemoryLayout<th_tool>.size)
                            unsafe entry.name = unsafe name
                            unsafe entry.title = unsafe title
                            unsafe entry.description = unsafe description
                            unsafe entry.input_schema = unsafe input
                            unsafe entry.output_schema = unsafe output
                            unsafe entry.hints = tool.annotations.rawValue
                            unsafe entry.concurrency = tool.concurrency.rawValue
                            unsafe entry.timeout_ms = milliseconds(tool.timeout)
                            unsafe entry.invoke = { unsafe ToolBinding.invoke($0, $1) }
                            unsafe entry.ctx = unsafe ctx
                            unsafe entry.drop = { unsafe ToolBinding.drop($0) }
                            return unsafe registrar.pointee.add_tool(registrar, &entry)
                        }
                    }
                }
            }
        }
    }

    /// Whole milliseconds, rounded up; what is too long for the field is left for the host to refuse.
    static func milliseconds(_ timeout: Duration?) -> UInt32 {
        guard let timeout else { return 0 }
        let (seconds, attoseconds) = timeout.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1000)
        if isTooLong { return .max }
        let fraction = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return UInt32(clamping: max(1, whole.addingReportingOverflow(fraction).partialValue))
    }
}
