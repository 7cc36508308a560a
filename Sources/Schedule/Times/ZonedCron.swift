import Host

/// The instants at which a cron expression is due by a zone's clocks, in milliseconds since 1970.
///
/// It goes from stretch to stretch between changes of the clocks, within which both count alike. An expression of fixed
/// times that are skipped is due once, right after the gap, and what is shown twice is due the first time. One that
/// follows elapsed time is due whenever the clocks show what it means: twice, or not at all.
struct ZonedCron: Sendable {
    let expression: CronExpression
    let zone: ZoneRules

    /// The first one after an instant; nil when there is none in the calendar's 400 years.
    func next(after instant: Int64) -> Int64? {
        var from = instant + 1
        let last = instant + 146_097 * 86_400_000
        while from <= last {
            let part = part(at: from)
            if from <= part.stretch.start, part.isDueAtStart { return part.stretch.start }
            let minute = part.minute(from: from)
            guard let found = expression.next(from: minute) else { return nil }
            let due = part.instant(found)
            if due < part.stretch.end { return due }
            from = part.stretch.end
        }
        return nil
    }

    /// The last one after an instant and not after another; nil when there is none.
    func last(after start: Int64, through end: Int64) -> Int64? {
        var through = end
        while through > start {
            let part = part(at: through)
            let least = part.minute(from: part.stretch.start)
            let most = (through + part.stretch.offset).quotientFlooring(60_000)
            if let found = expression.previous(from: most), found >= least {
                let due = part.instant(found)
                return due > start ? due : nil
            }
            if part.isDueAtStart { return part.stretch.start > start ? part.stretch.start : nil }
            through = part.stretch.start - 1
        }
        return nil
    }

    /// How many there are after an instant and not after another.
    func count(after start: Int64, through end: Int64) -> Int {
        var count = 0
        var from = start + 1
        while from <= end {
            let part = part(at: from)
            let until = min(end + 1, part.stretch.end)
            let first = part.minute(from: from)
            count += expression.count(from: first, until: part.ceiling(until))
            if from <= part.stretch.start, part.isDueAtStart {
                // The gap's end may be a time of its own, too.
                let ownTime = expression.next(from: first).map(part.instant)
                if ownTime != part.stretch.start { count += 1 }
            }
            from = part.stretch.end
        }
        return count
    }

    /// Whether any time between two instants is made up for at the end of a gap.
    func isSkipped(after start: Int64, through end: Int64) -> Bool {
        var from = start + 1
        while from <= end {
            let part = part(at: from)
            if from == part.stretch.start, part.isDueAtStart { return true }
            from = part.stretch.end
        }
        return false
    }

    /// A stretch, and what the change of the clocks before it means for the expression.
    private struct Part {
        let stretch: ZoneStretch
        /// The first instant of it that shows what was not shown before.
        let firstNew: Int64
        /// Whether a time that was skipped before it is made up for at its start.
        let isDueAtStart: Bool

        /// The first whole minute of its clocks that is not before an instant, nor shown a second time.
        func minute(from instant: Int64) -> Int64 { ceiling(max(instant, firstNew)) }

        func ceiling(_ instant: Int64) -> Int64 { (instant + stretch.offset + 59_999).quotientFlooring(60_000) }

        func instant(_ minute: Int64) -> Int64 { minute * 60_000 - stretch.offset }
    }

    private func part(at instant: Int64) -> Part {
        let stretch = zone.stretch(at: instant)
        guard !expression.isInterval, stretch.hasBefore else {
            return Part(stretch: stretch, firstNew: stretch.start, isDueAtStart: false)
        }
        let skipped = stretch.offset - zone.stretch(at: stretch.start - 1).offset
        guard skipped > 0 else {
            return Part(stretch: stretch, firstNew: stretch.start - skipped, isDueAtStart: false)
        }
        let gap = Part(stretch: stretch, firstNew: stretch.start - skipped, isDueAtStart: false)
        let isDue = expression.next(from: gap.ceiling(gap.firstNew)).map { gap.instant($0) < stretch.start } ?? false
        return Part(stretch: stretch, firstNew: stretch.start, isDueAtStart: isDue)
    }
}
