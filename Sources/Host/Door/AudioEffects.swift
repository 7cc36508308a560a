import Audio
import Dispatch
import Glibc
import JSON
import Wire

/// `audio.inspect`: what a file that the run may read sounds like.
///
/// Files are read and measured beside the door, on as many queues as there are processors: however many a script asks for
/// at once, no more than a piece of a file is in memory for each.
struct AudioEffects: Sendable {
    private static let piece = 1 << 18
    /// The levels below which a stretch may be called silent.
    private static let thresholds = -144.0...0
    /// Beyond two digits a level says nothing.
    private static let digits = 100.0

    let grants: Grants
    /// The folder that relative paths are seen from.
    let currentFolder: String
    /// Told what is read.
    let journal: RunJournal?

    func inspect(_ arguments: JSONValue, _ data: [UInt8]) async throws -> Answer {
        guard let path = arguments["path"]?.string, !path.isEmpty else {
            throw HostError(.invalid, "path", "must be the path of a file as text")
        }
        let silence = arguments["silence"]?.number ?? -50
        guard Self.thresholds.contains(silence) else {
            throw HostError(.invalid, "silence", "is \(silence), but must be a level from -144 to 0 dBFS")
        }
        let descriptor = try grants.openForReading(path)
        let length = Int64(try descriptor.status(shown: path).st_size)
        if try !grants.isPlanned(path) { journal?.inputs.opened(try PathText.absolute(path, in: currentFolder)) }
        let file = ReadingFile(descriptor, path: path)
        let lane = ReadingLanes.next()
        var reader = WaveReader(length: length, silence: silence)
        do {
            while !reader.isDone {
                try Task.checkCancellation()
                guard let further = try await Self.take(file, reader, on: lane) else { break }
                reader = further
            }
            return Answer(Self.told(try reader.finish(), bytes: length))
        } catch let error as AudioError {
            throw HostError(.invalid, path, error.problem, hint: error.hint)
        }
    }

    /// The reader after the next piece of the file; nil at its end.
    private static func take(_ file: ReadingFile, _ reader: WaveReader, on lane: DispatchQueue) async throws
        -> WaveReader?
    {
        try await lane.perform {
            let bytes = try file.next(piece)
            guard !bytes.isEmpty else { return nil }
            var reader = reader
            try reader.take(bytes)
            return reader
        }
    }

    private static func told(_ facts: AudioFacts, bytes: Int64) -> JSONValue {
        let channels = facts.channels.map { channel -> JSONValue in
            [
                "loudness": .number(rounded(channel.loudness)),
                "peak": .number(rounded(channel.peak)),
                "silence": .integer(channel.silence),
                "longest_silence": .integer(channel.longestSilence),
                "silent": .number((channel.silentShare * 10_000).rounded() / 10_000),
            ]
        }
        return [
            "format": "wav",
            "encoding": .string(facts.encoding.rawValue),
            "rate": .integer(Int64(facts.rate)),
            "channels": .integer(Int64(facts.channels.count)),
            "bits": .integer(Int64(facts.bits)),
            "duration": .integer(facts.duration),
            "bytes": .integer(bytes),
            "truncated": .bool(facts.isTruncated),
            "per_channel": .array(channels),
        ]
    }

    private static func rounded(_ level: Double) -> Double { (level * digits).rounded() / digits }
}
