"""Recipe -> compiled plan -> operators over streams of batches; then the leak audit of what was written."""
