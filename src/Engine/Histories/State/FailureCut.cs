using System.Text;

namespace Mdlc.Engine.Histories.State;

/// <summary>What is kept of failures that are larger than their place: the outermost texts first, then the causes. A pure function, which cuts as Temporal does.</summary>
internal static class FailureCut
{
    private const string TooLarge = "Failure exceeds size limit.";

    /// <summary>What an activity's failure may take while the activity is retried: it is part of a state that is written again and again.</summary>
    private const int WhileRetried = 4 << 10;

    /// <summary>What is told of a failure that no event may hold.</summary>
    private const int InHistory = 512 << 10;

    private const int DeepestCause = 20;
    private const int PerText = 4;
    private const int PerApplicationInfo = 8;
    private const int PerServerInfo = 4;
    private const int PerCause = 4;

    public static Failure ForRetry(Failure failure) =>
        failure.CalculateSize() <= WhileRetried ? failure : Wrap(Cut(failure, WhileRetried), nonRetryable: false);

    public static Failure ForHistory(Failure failure) => Wrap(Cut(failure, InHistory), nonRetryable: true);

    private static Failure Wrap(Failure cause, bool nonRetryable) => new()
    {
        Message = TooLarge,
        ServerFailureInfo = new ServerFailureInfo { NonRetryable = nonRetryable },
        Cause = cause,
    };

    private static Failure Cut(Failure whole, int room)
    {
        var cut = new Failure();
        for (var (from, to, depth) = (whole, cut, 0); ; depth++, (from, to) = (from.Cause, to.Cause))
        {
            if (from.ApplicationFailureInfo is { } application)
            {
                // Whether it is retried hangs on these.
                to.ApplicationFailureInfo = new ApplicationFailureInfo { Type = Take(application.Type, ref room), NonRetryable = application.NonRetryable };
                room -= PerApplicationInfo;
            }
            else if (from.ServerFailureInfo is { } server)
            {
                to.ServerFailureInfo = new ServerFailureInfo { NonRetryable = server.NonRetryable };
                room -= PerServerInfo;
            }

            to.Source = Take(from.Source, ref room);
            to.Message = Take(from.Message, ref room);
            to.StackTrace = Take(from.StackTrace, ref room);
            room -= PerCause;
            if (from.Cause is null || room <= 0 || depth == DeepestCause)
            {
                return cut;
            }

            to.Cause = new Failure();
        }
    }

    private static string Take(string text, ref int room)
    {
        if (text.Length == 0 || room <= 0)
        {
            return "";
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > room)
        {
            var encoded = Encoding.UTF8.GetBytes(text);
            bytes = room;
            while (bytes > 0 && (encoded[bytes] & 0xC0) == 0x80)
            {
                // In the middle of a character.
                bytes--;
            }

            text = Encoding.UTF8.GetString(encoded, 0, bytes);
        }

        room -= bytes + PerText;
        return text;
    }
}
