extension ReplayDifference {
    /// Effects that one which was not recorded is held against.
    private static let mostCompared = 200

    /// An effect that is asked and not in the recording, of which `index` knows what has been asked.
    init(_ asked: AskedEffect, _ recording: Recording, _ index: RecordingIndex) {
        let odd = asked.entries.first { !index.hasLeft($0.identity) }
        let compared = odd.map { ComparedEffect($0) } ?? ComparedEffect(asked, files: recording.files)
        let places = index.candidates(
            EffectKind(asked).operation,
            scope: odd == nil ? asked.scope : "",
            most: Self.mostCompared
        )
        let known = places.compactMap { try? recording.effect(recording.entries[$0]).asked }
        let candidates =
            odd == nil
            ? known.map { ComparedEffect($0, files: recording.files) }
            : known.flatMap(\.entries).map { ComparedEffect($0) }
        let ranked = candidates.map { candidate in
            (candidate, candidate.scope == compared.scope ? 0 : 1, compared.differences(to: candidate).count)
        }
        let next = index.next.flatMap { try? recording.effect(recording.entries[$0]).asked }
        self.init(
            compared,
            nearest: ranked.min { ($0.1, $0.2) < ($1.1, $1.2) }?.0,
            next: next.map { ComparedEffect($0, files: recording.files) },
            times: index.count(odd?.identity ?? asked.identity),
            in: recording
        )
    }
}
