// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Small archives that other programs made (GNU tar, gzip, bzip2, xz, zstd, lz4 and Info-ZIP).
enum ArchiveSamples {
    /// Tar archives with one file, hello.txt, through each compression.
    static let compressed = samples.keys.filter { $0.hasPrefix("hello.") }.sorted()

    static func bytes(_ name: String) throws -> [UInt8] {
        let text = try #require(samples[name])
        return Array(try #require(Data(base64Encoded: text)))
    }

    /// The bombs hold 64 MiB of zeros.
    private static let samples = [
        "hello.tar.gz":
            "H4sIAAAAAAACA8tIzcnJ1yupKGGgHTAAAjMTEzANBOg0SJbBwNzYxMzUxBQibm5mYs6gYMBAB1BaXJJYBLSSYWSC"
            + "DFD8czGMglEwCkbBKBhhAAB5kTpsAAgAAA==",
        "hello.tar.bz2":
            "QlpoOTFBWSZTWfYK4dEAADBbgMkQQAFPgACAYkSeQAgIIABUNQAAADQSSajENAHqBFC/5Fwgzi1SmjTQMok1nE7I"
            + "1YNnRLHCs7ISerWKDQkV0CtscA54i8UZGN8XckU4UJD2CuHR",
        "hello.tar.xz":
            "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Af/AEtdADQZSe6N8LrI/5v/8gxprxHrY1SJJZ2XGwZSgVN4F0v4IHMf"
            + "5Fluc9ZyTAmWC/MH3LTvQniIjVFQiPD1EEUgGw7RE1CbxY8qxD4AAAAAonE8IN9AKgQAAWeAEAAAADIMWzexxGf7"
            + "AgAAAAAEWVo=",
        "hello.tar.lzma":
            "XQAAgAD//////////wA0GUnujfC6yP+b//IMaa8R62NUiSWdlxsGUoFTeBdL+CBzH+RZbnPWckwJlgvzB9y070J4"
            + "iI1RUIjw9RBFIBsO0RNQm8WPKzk+Wf//vhCAAA==",
        "hello.tar.zst":
            "KLUv/QRoNQIA0gIKEMDrAJUi60rVYZGM8vfI3RQFtatKLlaH4g/JyX2ge+5/brYUCSFzAgogIDG1OfbZxwGEMI86"
            + "wBNfGBuAAwwKYDeJLin5/FA=",
        "hello.tar.lz4":
            "BCJNGGRAp1kAAACvaGVsbG8udHh0AAEAR5IwMDAwNjQ0ADABAAwIAAAeAJIAMDczNDY1NDUYAI83NjQ3ACAwAAEA"
            + "UJ91c3RhcgAwMAABAOMBAAIvCgABAP//////5lAAAAAAAAAAAAASbTfH",
        "bomb.tar.bz2":
            "QlpoOTFBWSZTWS+xcpIFfkDbgMwAQAFPgACAciGeEAAIIAByG1UZMjQ0yD01BFKelPTTUNpDBPlTsFAFVRJFUAVV"
            + "Evv5zK2iqqAKqiQxxeRmEtAYktBMRjFJyrgpDSUJLNNZ/Wv82H8fHIgSSAAQvzFBWSZTWR+uDd8AooNAAMEAAAgg"
            + "ADDMBSmmUCQmxUCQni7kinChIIGZ0fY=",
        "bomb.tar.bz2.bz2":
            "QlpoOTFBWSZTWcUESDUAACH//+ZyUGznJfYie2TaMAFIUAHoUFQhcRNgQKJUaFiEAAUuIACUFU0AAAAAAAAZGQyG"
            + "hoeoaeo02o9E9Qip6jaQAaBoAPSAGAg0BoAaAAANtE5pGcRLeKAEplngu7CVmmsZx2cazXmLCcvelhpGYwQsKu8h"
            + "0EcVU1B5dNOz7RKPhKagEGamY3qZvKYlz0gMUgI9OIDHShOpRTEhvyKuGN/wMDgcHJ77LrILwvvEUMO+ksTy9s4D"
            + "x1B3cngjPwoaoUSM/tBYJe/8XckU4UJDFBEg1A==",
        "encrypted.zip":
            "UEsDBAoACQAAAAMqdV2MsuviEwAAAAcAAAAFABwAcy50eHRVVAkAAxUpAWsVKQFrdXgLAAEEAAAAAAQAAAAAnpeU"
            + "JCJKT/4tYOMYBE+q1sZIdlBLBwiMsuviEwAAAAcAAABQSwECHgMKAAkAAAADKnVdjLLr4hMAAAAHAAAABQAYAAAA"
            + "AAABAAAApIEAAAAAcy50eHRVVAUAAxUpAWt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAEAAQBLAAAAYgAAAAAA",
    ]
}
