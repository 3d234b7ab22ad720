namespace Mdlc.Starter.Happenings;

/// <summary>Something that has come about in a home: a line of <c>mdlc dev</c>.</summary>
/// <param name="Kind"><c>event</c>, <c>run</c>, <c>model</c>, <c>serving</c> or <c>monitor</c>.</param>
/// <param name="Subject">Which run, or which model; null where none is known.</param>
/// <param name="What">What has become of it, in a word: <c>taken</c>, <c>refused</c>, <c>queued</c>, <c>running</c>, <c>interrupted</c>, <c>suspended</c>, <c>succeeded</c>, <c>champion</c>, <c>served</c>, <c>drift</c>, …</param>
/// <param name="Text">The same with its cause, for a person.</param>
internal sealed record Happening(DateTimeOffset At, string Kind, string? Subject, string What, string Text)
{
    /// <summary>Where it can be read about; null: nowhere.</summary>
    public string? Link { get; init; }
}
