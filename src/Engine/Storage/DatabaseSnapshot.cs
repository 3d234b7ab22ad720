namespace Mdlc.Engine.Storage;

/// <summary>One moment of the database, read beside the writer. One thread uses it, and soon lets go of it.</summary>
internal sealed class DatabaseSnapshot(DatabaseReader reader, bool isApart, Action release) : IDisposable
{
    private bool _begun;

    public DatabaseReader Reader { get; } = reader;

    /// <summary>The moment is now: what is committed from here on is not seen.</summary>
    public void Take()
    {
        // Where the reader is the writer's own connection, nobody else has it until the end.
        if (isApart && !_begun)
        {
            Reader.Begin();
            _begun = true;
        }
    }

    public void Dispose()
    {
        try
        {
            if (_begun)
            {
                Reader.End();
            }
        }
        finally
        {
            release();
        }
    }
}
