using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>One moment of the database, read beside the writer. One thread uses it, and soon lets go of it.</summary>
/// <param name="release">Is told whether the reader is good for another snapshot.</param>
internal sealed class DatabaseSnapshot(DatabaseReader reader, bool isApart, Action<bool> release) : IDisposable
{
    private bool _begun;

    public DatabaseReader Reader { get; } = reader;

    /// <summary>The moment is now: what is committed from here on is not seen.</summary>
    public void Take()
    {
        // Where the reader is the writer's own connection, nobody else has it until the end.
        if (isApart && !_begun)
        {
            _begun = true;
            Reader.Begin();
        }
    }

    public void Dispose()
    {
        var isGood = true;
        try
        {
            if (_begun)
            {
                Reader.End();
            }
        }
        catch (SqliteException)
        {
            // What was asked has its answer, or its error.
            isGood = false;
        }
        finally
        {
            release(isGood);
        }
    }
}
