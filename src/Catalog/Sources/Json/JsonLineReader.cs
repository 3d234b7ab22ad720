using Mdlc.Catalog.Sources.Preparing;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>A record per line; lines of white space are none.</summary>
internal sealed class JsonLineReader(SourceFile file) : JsonRecordReader(file)
{
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    public override bool IsArray => false;

    public override bool Read()
    {
        while (ReadLine())
        {
            if (IsTooLong || Bytes.IndexOfAnyExcept(" \t"u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool ReadLine()
    {
        Begin();
        var seen = 0;
        while (true)
        {
            var end = Data[seen..].IndexOfAny(Lf, Cr);
            if (end >= 0)
            {
                TakeRecord(seen + end);
                Skip(1);
                return true;
            }

            if (IsFinal)
            {
                var isLine = IsTooLong || Data.Length > 0;
                TakeRecord(Data.Length);
                return isLine;
            }

            seen = Data.Length;
            seen -= ReadOn();
        }
    }
}
