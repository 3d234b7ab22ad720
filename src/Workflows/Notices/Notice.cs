namespace Mdlc.Workflows.Notices;

/// <summary>Something that people, or the tools they use, are told of. It goes out as a CloudEvent.</summary>
/// <param name="Id">Unique in the home: a second notice of the same id is told once.</param>
/// <param name="Type">What happened; one of <see cref="NoticeType"/>.</param>
/// <param name="Subject">What it is about: <c>project/model</c>, or <c>project/model/run</c>.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">What there is to say, by name. No secrets: it stands in histories and in a file.</param>
public sealed record Notice(string Id, string Type, string Subject, DateTimeOffset Time, IReadOnlyDictionary<string, string> Data);
