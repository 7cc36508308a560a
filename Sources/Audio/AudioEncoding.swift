/// How the samples of a WAV file are written.
package enum AudioEncoding: String, Sendable {
    case pcm
    case float
    case aLaw = "a-law"
    case muLaw = "mu-law"

    /// The encoding of a WAV file's format tag; nil for one that is not decoded here.
    init?(tag: UInt16) {
        switch tag {
        case 1: self = .pcm
        case 3: self = .float
        case 6: self = .aLaw
        case 7: self = .muLaw
        default: return nil
        }
    }

    /// What people call the format of a tag that is not decoded here.
    static func name(tag: UInt16) -> String {
        let number = "0x" + String(tag, radix: 16)
        let names: [UInt16: String] = [
            0x02: "Microsoft ADPCM", 0x11: "IMA ADPCM", 0x31: "GSM 6.10", 0x40: "G.721", 0x45: "G.726", 0x50: "MPEG",
            0x55: "MP3", 0x64: "G.726", 0x65: "G.722", 0x83: "G.729", 0x84: "G.723.1", 0xFF: "AAC", 0x704F: "Opus",
        ]
        return names[tag].map { "\($0) (\(number))" } ?? number
    }
}
