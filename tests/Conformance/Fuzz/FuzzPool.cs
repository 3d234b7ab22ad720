using Google.Protobuf;

namespace Mdlc.Conformance.Tests.Fuzz;

/// <summary>What requests may name: things that are there, that were there, and that never were.</summary>
internal sealed class FuzzPool(Random random)
{
    public const string Doomed = "third";

    private const int MostKept = 200;
    private readonly List<string> _runIds = [];
    private readonly List<ByteString> _tokens = [];
    private readonly List<ByteString> _pageTokens = [];
    private int _fresh;

    public static IReadOnlyList<string> Namespaces { get; } = ["default", "second"];

    public static IReadOnlyList<string> Workflows { get; } = [.. Enumerable.Range(0, 8).Select(n => $"w{n}")];

    public static IReadOnlyList<string> Queues { get; } = ["q0", "q1", "q2"];

    public string Namespace => Chance(80) ? "default" : Chance(80) ? "second" : "nowhere";

    public string RunId => _runIds.Count == 0 || Chance(70) ? "" : Pick(_runIds);

    public ByteString Token => _tokens.Count == 0 || Chance(5) ? Garbled() : Chance(40) ? _tokens[^1] : Pick(_tokens);

    public ByteString PageToken => _pageTokens.Count == 0 || Chance(70) ? ByteString.Empty : Chance(80) ? Pick(_pageTokens) : Garbled();

    public string Fresh(string name) => $"{name}-{++_fresh}";

    public void SawRun(string runId) => Keep(_runIds, runId);

    public void SawToken(ByteString token) => Keep(_tokens, token);

    public void SawPageToken(ByteString token) => Keep(_pageTokens, token);

    public T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public bool Chance(int percent) => random.Next(100) < percent;

    private void Keep<T>(List<T> list, T value)
    {
        list.Add(value);
        if (list.Count > MostKept)
        {
            list.RemoveAt(random.Next(MostKept / 2));
        }
    }

    private ByteString Garbled()
    {
        var bytes = _tokens.Count > 0 && Chance(60) ? Pick(_tokens).ToByteArray() : new byte[random.Next(60)];
        for (var n = 0; n < 3 && bytes.Length > 0; n++)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return ByteString.CopyFrom(bytes);
    }
}
