/// Reads a WAV file as its bytes come in, and measures its audio.
///
/// What files say of their own length is often wrong: a recorder that was broken off leaves 0 or the largest number, and a
/// file that was cut says more than it has. So sizes are believed as far as the file reaches, and the facts tell that
/// something is missing. Needs the memory of a frame, however long the file is.
package struct WaveReader: Sendable {
    private enum State: Equatable {
        case riff
        case chunk
        /// The format's bytes, and how many of the chunk are to be passed by after them.
        case format(wanted: Int, rest: Int64)
        /// The sizes of a file beyond 4 GB.
        case sizes(rest: Int64)
        case audio(rest: Int64)
        case skip(rest: Int64)
        case done
    }

    private static let headerBytes = 12, chunkHeaderBytes = 8, sizesBytes = 16
    /// What stands in the place of a size that is not known, or stands elsewhere.
    private static let unknownSize: Int64 = 0xFFFF_FFFF

    private let length: Int64
    private let threshold: Double
    private var state = State.riff
    /// The bytes that are too few for the next step.
    private var pending: [UInt8] = []
    /// How many bytes were taken, pending ones aside.
    private var position: Int64 = 0
    private var riffSize: Int64 = 0
    private var audioSize: Int64?
    private var isOdd = false
    private var isTruncated = false
    private var format: WaveFormat?
    private var meter: FrameMeter?

    /// - Parameters:
    ///   - length: the bytes of the whole file.
    ///   - silence: the level in dBFS below which a stretch is silent.
    package init(length: Int64, silence: Double = -50) {
        self.length = length
        threshold = FrameMeter.meanSquare(decibels: silence)
    }

    /// Whether what comes after the bytes so far makes no difference.
    package var isDone: Bool { state == .done }

    /// How many bytes wait for more.
    var pendingBytes: Int { pending.count }

    /// Takes the next bytes of the file.
    ///
    /// - Parameter bytes: any number, in the file's order.
    /// - Throws: what is wrong with the file, as soon as that is seen.
    package mutating func take(_ bytes: [UInt8]) throws(AudioError) {
        var input = pending.isEmpty ? bytes[...] : (pending + bytes)[...]
        pending = []
        while try step(&input) {}
        pending = state == .done ? [] : Array(input)
    }

    /// Ends the file.
    ///
    /// - Returns: what is known of its audio.
    /// - Throws: what is missing, where there is nothing to be measured.
    package mutating func finish() throws(AudioError) -> AudioFacts {
        if state == .riff { throw Self.noWave }
        guard let format else { throw AudioError("is a WAV file without a format: it ends before") }
        guard var meter else { throw AudioError("is a WAV file without audio: it ends before") }
        if case .audio(let rest) = state, rest > 0 { isTruncated = true }
        return AudioFacts(
            encoding: format.encoding,
            rate: format.rate,
            bits: format.bits,
            frames: meter.frames,
            isTruncated: isTruncated,
            channels: meter.finish()
        )
    }

    /// Does one step with the bytes there are; false when they are too few for it.
    private mutating func step(_ input: inout ArraySlice<UInt8>) throws(AudioError) -> Bool {
        switch state {
        case .riff:
            guard let header = take(Self.headerBytes, of: &input) else { return false }
            try begin(header)
        case .chunk:
            // A chunk of odd length has a byte behind it, unless who wrote it did not know.
            if isOdd, let next = input.first {
                if next == 0 { _ = take(1, of: &input) }
                isOdd = false
            }
            guard let header = take(Self.chunkHeaderBytes, of: &input) else { return false }
            try beginChunk(header)
        case .format(let wanted, let rest):
            guard let bytes = take(wanted, of: &input) else { return false }
            format = try WaveFormat(bytes)
            state = .skip(rest: rest)
        case .sizes(let rest):
            guard let bytes = take(Self.sizesBytes, of: &input) else { return false }
            audioSize = Int64(clamping: Self.number(bytes[8..<16]))
            state = .skip(rest: rest)
        case .skip(let rest):
            guard rest > 0 else {
                state = .chunk
                return true
            }
            let count = Int(min(rest, Int64(input.count)))
            guard count > 0 else { return false }
            _ = take(count, of: &input)
            state = .skip(rest: rest - Int64(count))
        case .audio(let rest):
            return try measure(rest, &input)
        case .done: return false
        }
        return true
    }

    private mutating func begin(_ header: [UInt8]) throws(AudioError) {
        let kind = String(decoding: header[..<4], as: UTF8.self)
        if kind == "RIFX" { throw AudioError("is a WAV file of the other byte order (RIFX), which is not decoded") }
        guard ["RIFF", "RF64", "BW64"].contains(kind), header[8...].elementsEqual("WAVE".utf8) else {
            throw Self.noWave
        }
        riffSize = Int64(Self.number(header[4..<8]))
        state = .chunk
    }

    private mutating func beginChunk(_ header: [UInt8]) throws(AudioError) {
        let size = Int64(Self.number(header[4...]))
        isOdd = !size.isMultiple(of: 2)
        switch String(decoding: header[..<4], as: UTF8.self) {
        case "fmt " where format == nil:
            let wanted = Int(min(size, Int64(WaveFormat.longest)))
            state = .format(wanted: wanted, rest: size - Int64(wanted))
        case "ds64" where size >= Int64(Self.sizesBytes):
            state = .sizes(rest: size - Int64(Self.sizesBytes))
        case "data":
            guard let format else { throw AudioError("is a WAV file whose audio stands before its format") }
            meter = FrameMeter(format, threshold: threshold)
            state = .audio(rest: audioBytes(size))
        default: state = .skip(rest: size)
        }
    }

    /// How many bytes of audio there are, where so many are said to be.
    private mutating func audioBytes(_ said: Int64) -> Int64 {
        let there = length - position
        var size = said
        if said == Self.unknownSize, let audioSize { size = audioSize }
        // Of nothing, the size of the whole file tells whether nothing is what was meant.
        let isOpen = size == Self.unknownSize || size == 0 && there > 0 && !fills(riffSize)
        // The byte behind audio of odd length is no loss.
        let end = length + (size == there && !size.isMultiple(of: 2) ? 1 : 0)
        isTruncated = isOpen || size > there || riffSize != Self.unknownSize && riffSize + 8 > end
        return isOpen ? max(0, there) : min(size, max(0, there))
    }

    /// Whether the file has the length that its beginning says.
    private func fills(_ size: Int64) -> Bool { (length - 1...length + 1).contains(size + 8) }

    private mutating func measure(_ rest: Int64, _ input: inout ArraySlice<UInt8>) throws(AudioError) -> Bool {
        let frameBytes = Int64(format?.frameBytes ?? 1)
        // What is left of a frame at the end is no sample.
        guard rest >= frameBytes else {
            state = .done
            return false
        }
        let count = Int(min(rest, Int64(input.count)) / frameBytes * frameBytes)
        guard count > 0 else { return false }
        input.prefix(count).withUnsafeBytes { meter?.take($0) }
        input = input.dropFirst(count)
        position += Int64(count)
        state = .audio(rest: rest - Int64(count))
        return true
    }

    private mutating func take(_ count: Int, of input: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard input.count >= count else { return nil }
        defer { input = input.dropFirst(count) }
        position += Int64(count)
        return Array(input.prefix(count))
    }

    private static func number(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static let noWave = AudioError("is no WAV file", hint: "recordings of Webex are WAV; transcripts are text")
}
