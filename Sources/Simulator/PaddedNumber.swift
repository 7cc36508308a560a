extension BinaryInteger {
    /// The digits of a number that is not negative, with zeros before them up to a width.
    func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
